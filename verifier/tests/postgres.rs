//! Ledgers read from PostgreSQL: a server of the tests' own, on loopback, in a temporary folder.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

const PASSWORD: &str = "correct-horse-battery";

/// Debian keeps the programs of the server apart from those of its users.
fn program(name: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.map(|version| version.unwrap().path().join("bin").join(name)))
        .map(|programs| programs.filter(|program| program.exists()).collect())
        .unwrap_or_default();
    found.sort();
    found.pop().expect("PostgreSQL is needed: install Debian's `postgresql`")
}

/// The server refuses to run as root.
fn unprivileged(program: &Path) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

struct Server {
    port: u16,
    process: Child,
    folder: TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        let (data, password) = (folder.path().join("data"), folder.path().join("password"));
        fs::write(&password, PASSWORD).unwrap();
        fs::set_permissions(&password, fs::Permissions::from_mode(0o644)).unwrap();
        let made = unprivileged(&program("initdb"))
            .args(["--auth=scram-sha-256", "--username=clerk", "--no-sync", "--encoding=UTF8"])
            .arg(format!("--pwfile={}", password.display()))
            .arg(format!("--pgdata={}", data.display()))
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = unprivileged(&program("postgres"))
            .arg(format!("--port={port}"))
            .arg(format!("-D{}", data.display()))
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"])
            .args(["-c", "log_statement=all", "-c"])
            .arg(format!("unix_socket_directories={}", folder.path().display()))
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let server = Self { port, process, folder };
        for _ in 0..200 {
            if server.psql("select 1").status.success() {
                return server;
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(server.folder.path().join("log")).unwrap_or_default();
        panic!("the server did not start: {log}");
    }

    fn psql(&self, sql: &str) -> Output {
        Command::new("psql")
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "-h", "127.0.0.1"])
            .args(["-U", "clerk", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-p"])
            .arg(self.port.to_string())
            .args(["-c", sql])
            .env("PGPASSWORD", PASSWORD)
            .output()
            .expect("PostgreSQL is needed: install Debian's `postgresql`")
    }

    fn url(&self) -> String {
        format!("postgres://clerk@127.0.0.1:{}/postgres", self.port)
    }

    fn sealquote(&self, arguments: &[&str], query: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
        command.args(arguments).args(["--postgres", &self.url(), "--query", query]);
        command.env("PGPASSWORD", PASSWORD);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The sample ledger as a table of the types that databases have.
const TABLE: &str = r"
    create table credit_transactions (
        seq bigserial, id text primary key, type text not null, credits numeric(12, 2) not null,
        balance_after bigint not null, document_id text, signature_method text, source text,
        created_at timestamptz not null
    );
    insert into credit_transactions (id, type, credits, balance_after, document_id, signature_method, source, created_at)
    select row->>'id', row->>'type', (row->>'amount')::numeric, (row->>'balanceAfter')::bigint, row->>'documentId',
        row->>'signatureMethod', row->>'source', (row->>'createdAt')::timestamptz
    from (select jsonb_array_elements($page$";

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples/ledger");
    (1..=4).map(|page| folder.join(format!("page-{page}.json"))).collect()
}

/// The rows of the samples, in a table.
fn fill(server: &Server) {
    let mut rows: Vec<Value> = Vec::new();
    for page in samples() {
        let page: Value = serde_json::from_str(&fs::read_to_string(page).unwrap()).unwrap();
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
    }
    let sql = format!("{TABLE}{}$page$::jsonb) as row) as rows", Value::Array(rows));
    let made = server.psql(&sql);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

#[test]
fn a_database_is_read_like_a_file() {
    let server = Server::start();
    fill(&server);
    answers_are_those_of_files(&server);
    what_is_drawn_is_what_was_checked(&server);
    mistakes_are_told_without_the_password(&server);
    nothing_is_written(&server);
    a_database_that_goes_away_is_told_with_its_place(&server);
}

fn answers_are_those_of_files(server: &Server) {
    let by_name = "select * from credit_transactions order by seq -- as it came";
    let column = ["--column", "amount=credits", "--format", "json"];
    for command in ["verify", "statement", "usage", "root"] {
        let files = samples();
        let mut by_file = Command::new(env!("CARGO_BIN_EXE_sealquote"));
        let (code, text, _) = run(by_file.args([command, "--format", "json"]).args(files));
        assert_eq!(code, 0, "{command}");
        let expected: Value = serde_json::from_str(&text).unwrap();
        let arguments = [&[command], column.as_slice()].concat();
        let (code, text, err) = run(&mut server.sealquote(&arguments, by_name));
        assert_eq!((code, err.as_str()), (0, ""), "{command}: {text}");
        let mut got: Value = serde_json::from_str(&text).unwrap();
        for (own, other) in got
            .get_mut("wallets")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
            .zip(expected["wallets"].as_array().into_iter().flatten())
        {
            assert!(own["file"].as_str().unwrap().starts_with("postgres://127.0.0.1:"));
            own["file"] = other["file"].clone();
        }
        assert_eq!(got, expected, "{command}");
    }
    let one_wrong = "select id, type, case when signature_method = 'aadhaar_esign' then 17 else credits end as amount,
        balance_after, document_id, signature_method, created_at from credit_transactions order by seq";
    let (code, text, _) = run(&mut server.sealquote(&["verify"], one_wrong));
    assert_eq!(code, 1);
    assert!(text.contains("OVERCHARGED"), "{text}");
}

fn what_is_drawn_is_what_was_checked(server: &Server) {
    // Asked a second time, it would answer otherwise.
    let query = "select *, credits as amount from credit_transactions order by seq -- drawn once";
    let (code, page, err) = run(&mut server.sealquote(&["verify", "--format", "html"], query));
    assert_eq!((code, err.as_str()), (0, ""), "{page}");
    assert!(page.contains("<figure class=\"course\">") && page.contains("353 rows"), "{page}");
    let log = fs::read_to_string(server.folder.path().join("log")).unwrap();
    assert_eq!(log.matches("drawn once").count(), 1, "{log}");
}

fn mistakes_are_told_without_the_password(server: &Server) {
    let all = "select * from credit_transactions";
    let refused = |command: &mut Command, part: &str| {
        let (code, out, err) = run(command);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(part), "`{part}` is not in: {err}");
        assert!(!err.contains(PASSWORD) && !err.contains("hunter2"), "{err}");
    };
    refused(
        &mut server.sealquote(&["verify"], "select * from nowhere"),
        "relation \"nowhere\" does not exist",
    );
    refused(&mut server.sealquote(&["verify"], "select 1; select 2"), "refused the query");
    refused(&mut server.sealquote(&["verify"], all), "--column amount=THEIRS");
    refused(&mut server.sealquote(&["verify", "ledger.json"], all), "leave one out");
    refused(
        server.sealquote(&["verify"], all).env("PGPASSWORD", "hunter2"),
        "password authentication failed",
    );
    let with = |url: String| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sealquote"));
        command.args(["verify", "--postgres", &url, "--query", all]);
        command
    };
    let own = format!("127.0.0.1:{}/postgres", server.port);
    refused(&mut with(format!("postgres://clerk:hunter2@{own}")), "password authentication failed");
    refused(
        &mut with(format!("postgres://clerk:{PASSWORD}@{own}?sslmode=require")),
        "use a tunnel",
    );
    refused(
        &mut with(String::from("postgres://clerk:hunter2@127.0.0.1:1/x")),
        "could not be reached",
    );
    let nonsense = run(&mut with(String::from("postgres://clerk:hunter2@[::/x?a")));
    assert_eq!(nonsense.0, 2);
    assert!(nonsense.2.contains("PGPASSWORD"), "{}", nonsense.2);
}

fn nothing_is_written(server: &Server) {
    let query = "select nextval('credit_transactions_seq_seq') as id";
    let (code, _, err) = run(&mut server.sealquote(&["verify"], query));
    assert_eq!(code, 2);
    assert!(err.contains("read-only transaction"), "{err}");
}

fn a_database_that_goes_away_is_told_with_its_place(server: &Server) {
    // The connection ends itself in the middle of the answer.
    let query = "select 't' || n as id, 'add' as type, 1 as amount, n as balance_after, timestamptz 'epoch' + n * interval '1 s'
        as created_at, case when n = 300000 then pg_terminate_backend(pg_backend_pid()) end as gone
        from generate_series(1, 400000) as n";
    let (code, out, err) = run(&mut server.sealquote(&["verify"], query));
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    let row = err.split("at row ").nth(1).and_then(|rest| rest.split(':').next()).unwrap();
    let row: u64 = row.parse().unwrap();
    assert!((1..=300_000).contains(&row), "{err}");
    // The server says why, unless its end comes first.
    assert!(err.contains("terminating connection") || err.contains("ask it again"), "{err}");
}
