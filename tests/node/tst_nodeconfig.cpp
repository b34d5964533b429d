#include "model/node/nodeconfig.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace rollcall;

namespace
{

const QByteArray keyText = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const QByteArray goodFile = "[node]\n"
                            "name = \"web-01\"\n"
                            "address = \"web-01.example.com\"\n"
                            "state_dir = \"state\"\n"
                            "priority = 50\n"
                            "\n"
                            "[database]\n"
                            "url = \"postgresql://rollcall@db1,db2/rollcall?sslmode=verify-full\"\n"
                            "password_file = \"password\"\n"
                            "\n"
                            "[security]\n"
                            "encryption_key_file = \"key\"\n"
                            "\n"
                            "[messenger]\n"
                            "listen = \"tcp://*:4000\"\n"
                            "\n"
                            "[health]\n"
                            "listen = \"127.0.0.1:4001\"\n"
                            "\n"
                            "[storage]\n"
                            "path = \"/srv/shared\"\n"
                            "\n"
                            "[[unit]]\n"
                            "name = \"web\"\n"
                            "role = \"web\"\n"
                            "command = [\"/bin/sleep\", \"1000\"]\n"
                            "stop_timeout = \"30s\"\n"
                            "environment = { PORT = \"8080\" }\n"
                            "\n"
                            "[[unit]]\n"
                            "name = \"worker\"\n"
                            "role = \"service\"\n"
                            "command = [\"/bin/sleep\", \"2000\"]\n"
                            "stop_timeout = 5\n";

} // namespace

class TestNodeConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_environment = QProcessEnvironment();
        write("key", keyText, true);
        write("password", "s3cret-password\n", true);
    }

    void everySettingIsRead()
    {
        const NodeConfigReading reading = read(goodFile);
        QVERIFY2(reading.config, qPrintable(words(reading.findings.errors)));
        QVERIFY2(reading.findings.warnings.empty(), qPrintable(words(reading.findings.warnings)));
        const NodeConfig& config = *reading.config;
        QCOMPARE(config.name, u"web-01"_qs);
        QCOMPARE(config.address, u"web-01.example.com"_qs);
        QCOMPARE(config.stateDir, m_folder->filePath(u"state"_qs));
        QCOMPARE(config.priority, 50);
        QCOMPARE(config.databaseUrl.user(), u"rollcall"_qs);
        QCOMPARE(config.databasePassword.reveal(), QByteArray("s3cret-password"));
        QVERIFY(config.key.has_value());
        QCOMPARE(config.messenger, Endpoint::tcp(u"*"_qs, 4000));
        QCOMPARE(config.healthListen, u"127.0.0.1:4001"_qs);
        QCOMPARE(config.storagePath, u"/srv/shared"_qs);
        QCOMPARE(config.units.size(), size_t(2));
        QCOMPARE(config.units[0].stopTimeout, Millis(30'000));
        QCOMPARE(config.units[0].environment.value(u"PORT"_qs), u"8080"_qs);
        QCOMPARE(config.units[1].role, UnitRole::Service);
        QCOMPARE(config.units[1].command, QStringList({u"/bin/sleep"_qs, u"2000"_qs}));
        QCOMPARE(config.units[1].stopTimeout, Millis(5000));
    }

    void littleIsNeeded()
    {
        const NodeConfigReading reading =
            read("[node]\nname = \"solo\"\n[database]\nurl = \"sqlite:///var/lib/x.db\"\n");
        QVERIFY2(reading.config, qPrintable(words(reading.findings.errors)));
        QCOMPARE(reading.config->stateDir, u"/var/lib/rollcall"_qs);
        QCOMPARE(reading.config->priority, 100);
        QCOMPARE(reading.config->healthListen, u"0.0.0.0:33238"_qs);
        QCOMPARE(reading.config->messenger, Endpoint::pipe(u"rollcall-solo"_qs));
    }

    void withAKeyTheMessengerIsOnTcp()
    {
        const NodeConfigReading reading =
            read("[database]\nurl = \"sqlite:///x.db\"\n[security]\nencryption_key_file = "
                 "\"key\"\n[node]\nname=\"a\"\n");
        QVERIFY2(reading.config, qPrintable(words(reading.findings.errors)));
        QCOMPARE(reading.config->messenger, Endpoint::tcp(u"*"_qs, 33237));
    }

    void whereTheKeyComesFromIsSaidWithoutTheKey()
    {
        const auto setting = [](const NodeConfigReading& reading, QStringView key) {
            for (const EffectiveSetting& each : reading.findings.effective)
                if (each.key == key)
                    return each;
            return EffectiveSetting{};
        };
        const QString fileKey = u"security.encryption_key_file"_qs;
        const NodeConfigReading plain = read(goodFile);
        QCOMPARE(setting(plain, fileKey).value, m_folder->filePath(u"key"_qs));
        QCOMPARE(setting(plain, fileKey).origin, file() + u":12"_qs);
        QCOMPARE(setting(plain, fileKey).winsOver, QString());
        QCOMPARE(setting(plain, u"security.key_fingerprint").value, plain.config->key->fingerprint());
        QCOMPARE(setting(plain, u"security.key_fingerprint").origin, m_folder->filePath(u"key"_qs));

        write("other-key", QByteArray(keyText).replace("00", "7f"), true);
        m_environment.insert(u"ROLLCALL_ENCRYPTION_KEY_FILE"_qs, m_folder->filePath(u"other-key"_qs));
        const NodeConfigReading other = read(goodFile);
        QCOMPARE(setting(other, fileKey).value, m_folder->filePath(u"other-key"_qs));
        QCOMPARE(setting(other, fileKey).origin, u"ROLLCALL_ENCRYPTION_KEY_FILE"_qs);
        QCOMPARE(setting(other, fileKey).winsOver, file() + u":12"_qs);
        QVERIFY(other.config->key->fingerprint() != plain.config->key->fingerprint());
        for (const EffectiveSetting& each : other.findings.effective)
            QVERIFY(!each.value.contains(QString::fromLatin1(keyText.left(8))));

        m_environment.clear();
        const NodeConfigReading none =
            read("[node]\nname = \"solo\"\n[database]\nurl = \"sqlite:///var/lib/x.db\"\n");
        QCOMPARE(setting(none, fileKey).value, u"none"_qs);
    }

    void theEnvironmentIsStronger()
    {
        write("other-key", keyText, true);
        m_environment.insert(u"ROLLCALL_NODE_NAME"_qs, u"web-09"_qs);
        m_environment.insert(u"ROLLCALL_NODE_ADDRESS"_qs, u"10.0.0.9"_qs);
        m_environment.insert(u"ROLLCALL_NODE_PRIORITY"_qs, u"7"_qs);
        m_environment.insert(u"ROLLCALL_STATE_DIR"_qs, u"/tmp/state-9"_qs);
        m_environment.insert(u"ROLLCALL_DATABASE_URL"_qs, u"sqlite:///nine.db"_qs);
        m_environment.insert(u"ROLLCALL_ENCRYPTION_KEY_FILE"_qs, m_folder->filePath(u"other-key"_qs));
        m_environment.insert(u"ROLLCALL_MESSENGER_LISTEN"_qs, u"tcp://127.0.0.1:9001"_qs);
        m_environment.insert(u"ROLLCALL_HEALTH_LISTEN"_qs, u"127.0.0.1:9002"_qs);
        m_environment.insert(u"ROLLCALL_STORAGE_PATH"_qs, u"/srv/nine"_qs);
        const NodeConfigReading reading = read(goodFile);
        QVERIFY2(reading.config, qPrintable(words(reading.findings.errors)));
        const NodeConfig& config = *reading.config;
        QCOMPARE(config.name, u"web-09"_qs);
        QCOMPARE(config.address, u"10.0.0.9"_qs);
        QCOMPARE(config.priority, 7);
        QCOMPARE(config.stateDir, u"/tmp/state-9"_qs);
        QCOMPARE(config.databaseUrl.path(), u"/nine.db"_qs);
        QCOMPARE(config.messenger, Endpoint::tcp(u"127.0.0.1"_qs, 9001));
        QCOMPARE(config.healthListen, u"127.0.0.1:9002"_qs);
        QCOMPARE(config.storagePath, u"/srv/nine"_qs);
        QCOMPARE(origin(reading, u"node.name"_qs), u"ROLLCALL_NODE_NAME"_qs);
        QCOMPARE(origin(reading, u"unit.web"_qs), file() + u":23"_qs);
    }

    void everyMistakeIsNamed_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("line"); // 0: another origin
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const char* from, const char* to, int line, const char* part) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << line << QString::fromUtf8(part);
        };
        row("unknown key", "priority = 50", "prioriti = 50", 5, "Did you mean “priority”?");
        row("unknown section", "[storage]", "[storrage]", 20, "Did you mean “storage”?");
        row("far from everything", "[storage]", "[metrics]", 20, "Known here: unit, node, database");
        row("key before sections", "[node]\n", "state_dir = \"x\"\n[node]\n", 1, "Put it below [node].");
        row("wrong type", "name = \"web-01\"", "name = 12", 2,
            "node.name must be text, but it is a whole number");
        row("priority is text", "priority = 50", "priority = \"50\"", 5,
            "whole number from 0 to 1000, but it is text");
        row("priority out of range", "priority = 50", "priority = 1001", 5, "but it is 1001");
        row("bad node name", "name = \"web-01\"", "name = \"web 01\"", 2, "cannot be a node's name");
        row("empty value", "address = \"web-01.example.com\"", "address = \"\"", 3, "node.address is empty");
        row("address with port", "address = \"web-01.example.com\"", "address = \"http://web-01\"", 3,
            "not a host name or address");
        row("bad scheme", "postgresql://rollcall@db1,db2/rollcall?sslmode=verify-full", "postgres-ql://x/y",
            8, "database.url");
        row("password in the url", "postgresql://rollcall@db1", "postgresql://rollcall:hunter2@db1", 8,
            "database.url");
        row("no url", "url = \"postgresql://rollcall@db1,db2/rollcall?sslmode=verify-full\"\n", "", 0,
            "There is no database.url");
        row("missing password file", "password_file = \"password\"", "password_file = \"nowhere\"", 9,
            "database.password_file");
        row("missing key file", "encryption_key_file = \"key\"", "encryption_key_file = \"nowhere\"", 12,
            "security.encryption_key_file");
        row("key file is no key", "encryption_key_file = \"key\"", "encryption_key_file = \"password\"", 12,
            "security.encryption_key_file");
        row("bad endpoint", "tcp://*:4000", "http://*:4000", 15, "messenger.listen");
        row("bad port", "tcp://*:4000", "tcp://*:70000", 15, "messenger.listen");
        row("tcp without key", "encryption_key_file = \"key\"", "", 15, "needs an encryption key");
        row("bad health", "127.0.0.1:4001", "localhost", 18, "health.listen");
        row("unit without name", "name = \"web\"\n", "", 23, "This unit has no name");
        row("unit without role", "role = \"web\"\n", "", 23, "has no role");
        row("unknown role", "role = \"web\"", "role = \"webb\"", 25, "not a role");
        row("unit without command", "command = [\"/bin/sleep\", \"1000\"]\n", "", 23, "has no command");
        row("empty command", "[\"/bin/sleep\", \"1000\"]", "[]", 26, "is empty");
        row("empty program", "[\"/bin/sleep\", \"1000\"]", "[\"\"]", 26, "is empty");
        row("command is a line", "[\"/bin/sleep\", \"1000\"]", "\"sleep 1000\"", 26,
            "must be a list of texts");
        row("command holds a number", "[\"/bin/sleep\", \"1000\"]", "[\"/bin/sleep\", 1000]", 26,
            "holds a whole number");
        const char* command = "command = [\"/bin/sleep\", \"1000\"]";
        row("command and systemd", "stop_timeout = \"30s\"", "systemd = \"web.service\"", 27,
            "has both command and systemd");
        row("systemd is a list", command, "systemd = [\"web.service\"]", 26, "must be text");
        row("not a service", command, "systemd = \"web\"", 26, "is not the name of a service");
        row("a template", command, "systemd = \"web@.service\"", 26, "app@instance.service");
        row("the node service itself", command, "systemd = \"rollcall-node.service\"", 26,
            "names the node service itself");
        row("environment of a service", command, "systemd = \"web.service\"", 28,
            "for which environment has no effect. Put Environment= into its unit file");
        row("working directory of a service", "command = [\"/bin/sleep\", \"2000\"]",
            "systemd = \"web.service\"\nworking_dir = \"/srv\"", 34, "WorkingDirectory=");
        row("same service twice", "command = [\"/bin/sleep\", \"2000\"]\nstop_timeout = 5\n",
            "systemd = \"a.service\"\n[[unit]]\nname = \"b\"\nrole = \"web\"\nsystemd = \"a.service\"\n", 37,
            "Two units are the service a.service; the other one begins in line 30");
        row("bus of systemd", "priority = 50", "systemd_bus = \"session\"", 5, "not a bus of systemd");
        row("same name twice", "name = \"worker\"", "name = \"web\"", 31, "two units named “web”");
        row("stop_timeout", "\"30s\"", "\"soon\"", 27, "stop_timeout");
        row("stop_timeout too long", "\"30s\"", "\"2h\"", 27, "10");
        row("reserved variable", "PORT = \"8080\"", "ROLLCALL_EPOCH = \"8080\"", 28,
            "set by the node service itself");
        row("variable is a number", "PORT = \"8080\"", "PORT = 8080", 28,
            "must be text, but it is a whole number");
        row("unknown key of a unit", "stop_timeout = 5", "stop_timout = 5", 34,
            "Did you mean “stop_timeout”?");
        const auto checkRow = [&](const char* name, const QByteArray& line, const char* part) {
            row(name, "stop_timeout = 5", line.constData(), 34, part);
        };
        checkRow("check is text", "ready = \"http://127.0.0.1/\"", "must be a table, but it is text");
        checkRow("check asks nothing", "ready = { grace = 3 }", "does not say what to ask");
        checkRow("check asks twice", "ready = { tcp = \"a:1\", command = [\"/bin/true\"] }",
                 "in more than one way");
        checkRow("unknown key of a check", "ready = { tcp = \"a:1\", intervall = 1 }",
                 "Did you mean “interval”?");
        checkRow("can_run has no grace", "can_run = { tcp = \"a:1\", grace = 1 }", "no key “grace”");
        checkRow("https", "ready = { http = \"https://a/\" }", "TLS");
        checkRow("secret in an address", "ready = { http = \"http://me:hunter2@a/\" }", "user or a password");
        checkRow("no address", "ready = { http = \"127.0.0.1:80\" }", "not an address of HTTP");
        checkRow("address is a number", "ready = { http = 80 }", "must be text");
        for (const char* bad : {"a", "a:0", "a:70000", ":80", "a:80/x", "http://a:80"})
            checkRow(bad, QByteArray("ready = { tcp = \"") + bad + "\" }", "is not HOST:PORT");
        checkRow("command line in a check", "ready = { command = \"/bin/true x\" }",
                 "command in ready of the unit “worker” must be a list of texts");
        checkRow("timeout above interval", "ready = { tcp = \"a:1\", timeout = 2 }",
                 "longer than its interval");
        checkRow("interval too short", "ready = { tcp = \"a:1\", interval = 0 }", "interval in ready");
        checkRow("failures", "ready = { tcp = \"a:1\", failures = 0 }", "from 1 to 100");
        row("can_run of a web unit", "stop_timeout = \"30s\"", "can_run = { tcp = \"a:1\" }", 27,
            "role \"service\"");
        row("not TOML", "priority = 50", "priority = ", 5, "not TOML");
    }
    void serviceOfSystemd()
    {
        QByteArray text = goodFile;
        text.replace("command = [\"/bin/sleep\", \"2000\"]", "systemd = \"app@1.service\"");
        const NodeConfigReading reading = read(text);
        QVERIFY2(reading.config, reading.findings.errors.empty()
                                     ? ""
                                     : qPrintable(reading.findings.errors.front().message()));
        QCOMPARE(reading.config->units[1].systemd, u"app@1.service"_qs);
        QCOMPARE(reading.config->units[1].command, QStringList());
        QCOMPARE(reading.config->systemd, SystemdScope::System);
        QCOMPARE(origin(reading, u"node.systemd_bus"_qs), u"default"_qs);
        text.replace("priority = 50", "systemd_bus = \"user\"");
        QCOMPARE(read(text).config->systemd, SystemdScope::User);
    }

    void everyMistakeIsNamed()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(int, line);
        QFETCH(QString, part);
        QByteArray text = goodFile;
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
        const NodeConfigReading reading = read(text);
        QVERIFY(!reading.config);
        const QString where = line > 0 ? QStringLiteral("%1:%2").arg(file()).arg(line) : file();
        const bool named = std::any_of(
            reading.findings.errors.begin(), reading.findings.errors.end(),
            [&](const Error& error) { return error.where == where && error.message().contains(part); });
        QVERIFY2(named, qPrintable(words(reading.findings.errors)));
        QVERIFY(!words(reading.findings.errors).contains(u"hunter2"));
        QVERIFY(!words(reading.findings.errors).contains(u"s3cret-password"));
    }

    void checksAreRead()
    {
        QByteArray text = goodFile;
        text.replace("stop_timeout = \"30s\"", "ready = { http = \"http://127.0.0.1:8080/healthz\" }");
        text.replace(
            "stop_timeout = 5",
            "ready = { tcp = \"[::1]:5432\", interval = \"500ms\", failures = 2, grace = \"2m\" }\n"
            "can_run = { command = [\"/bin/true\", \"--token=hunter2\"], interval = 10, timeout = 5 }");
        const NodeConfigReading reading = read(text);
        QVERIFY2(reading.config, qPrintable(words(reading.findings.errors)));
        QVERIFY2(reading.findings.warnings.empty(), qPrintable(words(reading.findings.warnings)));
        const std::vector<UnitSpec>& units = reading.config->units;
        UnitCheck web;
        web.kind = UnitCheck::Kind::Http;
        web.target = u"http://127.0.0.1:8080/healthz"_qs;
        QCOMPARE(units[0].ready, std::optional(web));
        QCOMPARE(units[0].canRun, std::optional<UnitCheck>());
        UnitCheck ready;
        ready.kind = UnitCheck::Kind::Tcp;
        ready.target = u"[::1]:5432"_qs;
        ready.interval = Millis(500);
        ready.timeout = Millis(500); // what is not said fits into the interval
        ready.failures = 2;
        ready.grace = Millis(120'000);
        QCOMPARE(units[1].ready, std::optional(ready));
        UnitCheck canRun;
        canRun.kind = UnitCheck::Kind::Command;
        canRun.command = QStringList{u"/bin/true"_qs, u"--token=hunter2"_qs};
        canRun.interval = Millis(10'000);
        canRun.timeout = Millis(5000);
        QCOMPARE(units[1].canRun, std::optional(canRun));
        QCOMPARE(origin(reading, u"unit.worker.ready"_qs), file() + u":34"_qs);
        QCOMPARE(origin(reading, u"unit.worker.can_run"_qs), file() + u":35"_qs);
        for (const EffectiveSetting& setting : reading.findings.effective)
            QVERIFY(!setting.value.contains(u"hunter2"));
    }

    void severalMistakesAtOnce()
    {
        const NodeConfigReading reading =
            read("[node]\nname = 1\npriorty = 2\n[database]\nurl = \"x\"\n[[unit]]\n");
        QVERIFY(!reading.config);
        QVERIFY2(reading.findings.errors.size() >= 6, qPrintable(words(reading.findings.errors)));
    }

    void whatCannotBeReadIsNamed()
    {
        const NodeConfigReading missing = readNodeConfig(m_folder->filePath(u"none.toml"_qs), m_environment);
        QCOMPARE(missing.findings.errors.size(), size_t(1));
        QVERIFY(missing.findings.errors[0].where.endsWith(u"none.toml"));
        const NodeConfigReading folder = readNodeConfig(m_folder->path(), m_environment);
        QVERIFY(folder.findings.errors[0].what.contains(u"folder"));
        write("huge.toml", QByteArray(2'000'000, '#'), false);
        const NodeConfigReading huge = readNodeConfig(m_folder->filePath(u"huge.toml"_qs), m_environment);
        QVERIFY(huge.findings.errors[0].what.contains(u"1 MiB"));
    }

    void aKeyThatEverybodyReadsIsAWarning()
    {
        QFile::setPermissions(m_folder->filePath(u"key"_qs), QFile::ReadOwner | QFile::ReadOther);
        const NodeConfigReading reading = read(goodFile);
        QVERIFY(reading.config);
        QCOMPARE(reading.findings.warnings.size(), size_t(1));
        const QString path = m_folder->filePath(u"key"_qs);
        QCOMPARE(reading.findings.warnings[0].message(),
                 path + u": Other users of this machine can read it: its mode is 0404. Run: chmod 600 "_qs +
                     path);
        // The next key becomes the key.
        QFile::setPermissions(path, QFile::ReadOwner);
        QVERIFY(read(goodFile).findings.warnings.empty());
        QVERIFY(QFile::copy(path, path + u".next"_qs));
        QFile::setPermissions(path + u".next"_qs, QFile::ReadOwner | QFile::ReadOther);
        QCOMPARE(read(goodFile).findings.warnings.size(), size_t(1));
        QVERIFY(QFile::remove(path + u".next"_qs));
    }

    void aMissingProgramIsAWarning()
    {
        QByteArray text = goodFile;
        const NodeConfigReading reading =
            read(text.replace("/bin/sleep\", \"1000", "/bin/no-such-program\", \"1"));
        QVERIFY(reading.config);
        QCOMPARE(reading.findings.warnings.size(), size_t(1));
        QVERIFY(reading.findings.warnings[0].what.contains(u"/bin/no-such-program"));
    }

    void secretsInTheEnvironmentAreRefused()
    {
        m_environment.insert(u"ROLLCALL_DATABASE_PASSWORD"_qs, u"hunter2"_qs);
        const NodeConfigReading reading = read(goodFile);
        QVERIFY(!reading.config);
        QVERIFY(reading.findings.errors[0].remedy.contains(u"ROLLCALL_DATABASE_PASSWORD_FILE"));
        QVERIFY(!words(reading.findings.errors).contains(u"hunter2"));
    }

    void aMistypedVariableIsAWarning()
    {
        m_environment.insert(u"ROLLCALL_NODE_NAM"_qs, u"x"_qs);
        const NodeConfigReading reading = read(goodFile);
        QVERIFY(reading.config);
        QVERIFY(words(reading.findings.warnings).contains(u"Did you mean ROLLCALL_NODE_NAME?"));
    }

    void whatIsInForceShowsNoSecret()
    {
        QByteArray text = goodFile;
        text.replace("\"1000\"", "\"--token=hunter2\"");
        const NodeConfigReading reading = read(text);
        QVERIFY(reading.config);
        for (const EffectiveSetting& setting : reading.findings.effective) {
            QVERIFY(!setting.value.contains(u"hunter2"));
            QVERIFY(!setting.value.contains(QString::fromLatin1(keyText)));
            QVERIFY(!setting.value.contains(u"s3cret"));
            QVERIFY(!setting.origin.isEmpty());
        }
        QCOMPARE(origin(reading, u"database.url"_qs), file() + u":8"_qs);
        QCOMPARE(origin(reading, u"health.listen"_qs), file() + u":18"_qs);
    }

private:
    QString file() const { return m_folder->filePath(u"node.toml"_qs); }

    void write(const char* name, const QByteArray& bytes, bool secret)
    {
        QFile file(m_folder->filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
        file.close();
        if (secret)
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }

    NodeConfigReading read(const QByteArray& text)
    {
        write("node.toml", text, false);
        return readNodeConfig(file(), m_environment);
    }

    static QString words(const std::vector<Error>& errors)
    {
        QStringList lines;
        for (const Error& error : errors)
            lines.append(error.message());
        return lines.join(u'\n');
    }

    static QString origin(const NodeConfigReading& reading, const QString& key)
    {
        for (const EffectiveSetting& setting : reading.findings.effective)
            if (setting.key == key)
                return setting.origin;
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
};

QTEST_GUILESS_MAIN(TestNodeConfig)
#include "tst_nodeconfig.moc"
