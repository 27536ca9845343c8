//! A report for what shows the results of tests: each kind of finding is a suite, each finding a test that failed.

use quick_junit::{NonSuccessKind, Property, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use sealquote::ledger::{Finding, FindingCode, Report};

use super::{place, severity};
use crate::Unreadable;
use crate::explain::Explanation;

pub(super) fn junit(report: &Report) -> Result<String, Unreadable> {
    let mut junit = Junit::new("sealquote verify");
    for code in FindingCode::ALL {
        let mut suite = TestSuite::new(code.as_str());
        let findings = report.findings.iter().filter(|finding| finding.code == code);
        suite.add_test_cases(findings.map(failed));
        let counted = report.summary.findings.iter().find(|(counted, _)| *counted == code);
        match counted {
            None => {
                let mut passed = TestCase::new("no finding", TestCaseStatus::success());
                passed.set_classname(code.as_str());
                suite.add_test_case(passed);
            }
            // Only so many are kept one by one.
            Some((_, count)) => {
                suite.add_property(Property::new("findings", count.to_string()));
            }
        }
        junit.add_test_suite(suite);
    }
    // These two are no characters of XML either (XML 1.0, 2.2); of control characters its writer leaves out those that are none.
    junit
        .to_string()
        .map(|text| text.replace(['\u{fffe}', '\u{ffff}'], ""))
        .map_err(|error| Unreadable::new(format!("the report could not be written: {error}")))
}

fn failed(finding: &Finding) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(finding.message.as_str()).set_type(severity(finding));
    let cause = finding.cause.map_or("not known", |cause| cause.as_str());
    let remedy = Explanation::of(finding.code).remedy;
    status.set_description(format!(
        "{}\n{}\nlikely cause: {cause}\nwhat to do: {remedy}",
        place(finding),
        finding.message
    ));
    let id = finding.id.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
    let mut case = TestCase::new(format!("{}{id}", place(finding)), status);
    case.set_classname(finding.code.as_str());
    case
}
