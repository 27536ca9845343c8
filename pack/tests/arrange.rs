//! Functions that are alike come to stand beside each other, and whoever names one names the same one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

use sealquote_pack::arrange;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, ImportSection, Module, RefType, StartSection, TableSection,
    TableType, TypeSection,
};
use wasmparser::{ElementItems, Operator, Parser, Payload};

const IMPORTED: u32 = 1;

/// One imported function, and five: the first, the third and the fourth are alike, so are the second and the last. Each begins
/// with a number that tells which one it is.
fn module() -> Vec<u8> {
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    types.ty().function([], []);
    imports.import("", "throw", EntityType::Function(0));
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    let calls = [IMPORTED + 4, 0, IMPORTED, IMPORTED + 1, IMPORTED + 3];
    for (number, called) in (0..).zip(calls) {
        functions.function(0);
        let mut body = Function::new([]);
        let mut write = body.instructions();
        write.i32_const(100 + number).drop().call(called);
        if [1, 4].contains(&number) {
            write.i64_const(7).i64_const(8).i64_mul().drop();
        } else {
            write.i32_const(3).i32_const(4).i32_sub().drop();
        }
        write.ref_func(called).drop().end();
        code.function(&body);
    }
    let mut tables = TableSection::new();
    let element_type = RefType::FUNCREF;
    tables.table(TableType {
        element_type,
        table64: false,
        minimum: 2,
        maximum: None,
        shared: false,
    });
    let mut exports = ExportSection::new();
    exports.export("second", ExportKind::Func, IMPORTED + 1).export("throw", ExportKind::Func, 0);
    let mut elements = ElementSection::new();
    elements.active(
        None,
        &ConstExpr::i32_const(0),
        Elements::Functions((&[IMPORTED + 3, 0][..]).into()),
    );
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&exports);
    module
        .section(&StartSection { function_index: IMPORTED + 4 })
        .section(&elements)
        .section(&code);
    module.finish()
}

/// What a module says of its functions: which one stands where, whom each calls and refers to; and which are exported, which
/// the first one is, and which are in its table. Functions are told by their numbers, the imported one is 0.
#[derive(Debug, PartialEq)]
struct Said {
    order: Vec<i32>,
    calls: Vec<(i32, i32, i32)>,
    named: Vec<i32>,
}

fn said(module: &[u8]) -> Said {
    let (mut bodies, mut named) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::ExportSection(exports) => {
                named.extend(exports.into_iter().map(|export| export.unwrap().index))
            }
            Payload::StartSection { func, .. } => named.push(func),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let ElementItems::Functions(functions) = element.unwrap().items else {
                        panic!("expressions")
                    };
                    named.extend(functions.into_iter().map(|function| function.unwrap()));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let (mut number, mut called) = (None, Vec::new());
                for operator in body.get_operators_reader().unwrap() {
                    match operator.unwrap() {
                        Operator::I32Const { value } => number = number.or(Some(value)),
                        Operator::Call { function_index }
                        | Operator::RefFunc { function_index } => called.push(function_index),
                        _ => {}
                    }
                }
                bodies.push((number.unwrap(), called));
            }
            _ => {}
        }
    }
    let number = |index: &u32| match index.checked_sub(IMPORTED) {
        None => 0,
        Some(own) => bodies[usize::try_from(own).unwrap()].0,
    };
    let mut calls: Vec<_> =
        bodies.iter().map(|(own, called)| (*own, number(&called[0]), number(&called[1]))).collect();
    calls.sort_unstable();
    Said {
        order: bodies.iter().map(|(number, _)| *number).collect(),
        calls,
        named: named.iter().map(number).collect(),
    }
}

#[test]
fn who_is_alike_stands_together_and_who_was_named_is_named() {
    let before = said(&module());
    assert_eq!(before.order, [100, 101, 102, 103, 104]);
    assert_eq!(before.named, [101, 0, 104, 103, 0]);
    let arranged = said(&arrange(&module()).unwrap());
    assert_eq!(arranged, Said { order: vec![100, 102, 103, 101, 104], ..before });
}

#[test]
fn what_is_arranged_stays_so() {
    let arranged = arrange(&module()).unwrap();
    assert_eq!(arrange(&arranged).unwrap(), arranged);
}

#[test]
fn what_is_no_module_is_refused() {
    assert_eq!(arrange(b""), None);
    assert_eq!(arrange(&module()[..60]), None);
}
