#include "tests/ctl/ctlrunner.h"
#include "tests/support/postgresserver.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall::test;

/// Everything that needs no node: understanding the command line, its exit codes, and a cluster without
/// nodes.
class TestCtlUsage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void wrongUsageIsCode2_data();
    void wrongUsageIsCode2();
    void aFolderThatIsNotThereIsNamed();
    void wrongUsageAsJson();
    void helpAndVersion();
    void helpIsACommandToo();
    void everyCommandExplainsItself();
    void unknownCommandsAreRefused_data();
    void unknownCommandsAreRefused();
    void anUnreachableDatabaseIsCode3_data();
    void anUnreachableDatabaseIsCode3();
    void aServerThatHangsIsCode3();
    void initOnceAndOnlyOnce();
    void anEmptyClusterAnswers();
    void refusalsAreCode4();
    void aRefusedFeatureIsReadable();
    void waitingRunsOutAsCode1();
    void keysAreNewAndPrivate();
    void secretsThatOthersReadAreWarnedOf();
    void aMissingNewKeySaysHowToMakeOne();
    void aBackupBringsAClusterBack();
    void eventsFilterAndFormat();
    void settingsAreListedAndSet();
    void settingsThatCannotBeAreRefused();
    void nothingIsForecastWithoutNodes();
    void aDrillAsksAndRefuses();
    void upgradeIsIdempotent();
    void profilesByName();

private:
    CtlRunner runner(bool withCluster);
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCtlUsage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

CtlRunner TestCtlUsage::runner(bool withCluster)
{
    CtlRunner ctl(m_folder->path());
    ctl.set(QStringLiteral("ROLLCALL_DATABASE_URL"),
            QStringLiteral("sqlite://") + m_folder->filePath(QStringLiteral("c.sqlite")));
    if (withCluster && ctl.run(QStringLiteral("init --name Shop")).code != 0)
        qFatal("no cluster could be created");
    return ctl;
}

void TestCtlUsage::wrongUsageIsCode2_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing") << QString() << QStringLiteral("No command was given.");
    QTest::newRow("typing error") << QStringLiteral("statsu") << QStringLiteral("Did you mean \"status\"?");
    QTest::newRow("typing error in a group")
        << QStringLiteral("node dran web-01") << QStringLiteral("Did you mean \"node drain\"?");
    QTest::newRow("half a command") << QStringLiteral("node")
                                    << QStringLiteral("activate, drain, maintenance");
    QTest::newRow("unknown option") << QStringLiteral("status --chek")
                                    << QStringLiteral("Did you mean \"--check\"?");
    QTest::newRow("option without value")
        << QStringLiteral("pause --reason") << QStringLiteral("--reason TEXT");
    QTest::newRow("option twice") << QStringLiteral("pause --reason a --reason b")
                                  << QStringLiteral("given twice");
    QTest::newRow("switch with value")
        << QStringLiteral("status --check=1") << QStringLiteral("takes no value");
    QTest::newRow("missing option") << QStringLiteral("pause") << QStringLiteral("needs --reason TEXT");
    QTest::newRow("missing argument") << QStringLiteral("node drain") << QStringLiteral("needs NODE");
    QTest::newRow("too many arguments")
        << QStringLiteral("status web-01") << QStringLiteral("does not take \"web-01\"");
    QTest::newRow("not one of the words") << QStringLiteral("enable loadbalancing")
                                          << QStringLiteral("not one of load-balancing, high-availability");
    QTest::newRow("nearly one of the words")
        << QStringLiteral("enable load-balancng") << QStringLiteral("Did you mean \"load-balancing\"?");
    QTest::newRow("nearly a drill") << QStringLiteral("drill process-deth")
                                    << QStringLiteral("Did you mean \"process-death\"?");
    QTest::newRow("without its group")
        << QStringLiteral("drain web-01") << QStringLiteral("Did you mean \"node drain\"?");
    QTest::newRow("a number where none is taken")
        << QStringLiteral("status -1") << QStringLiteral("does not take \"-1\"");
    QTest::newRow("the beginning of a word")
        << QStringLiteral("key rotate stat") << QStringLiteral("Did you mean \"status\"?");
    QTest::newRow("bad URL") << QStringLiteral("--cluster oracle://x/y status") << QStringLiteral("oracle");
    QTest::newRow("password in the URL")
        << QStringLiteral("--cluster postgresql://u:hunter2@h/d status") << QStringLiteral("password");
    QTest::newRow("no such profile") << QStringLiteral("--cluster Staging status")
                                     << QStringLiteral("Staging");
    QTest::newRow("wait for what") << QStringLiteral("wait") << QStringLiteral("--primary or --healthy");
    QTest::newRow("seconds that are no number")
        << QStringLiteral("wait --primary --timeout nan") << QStringLiteral("--timeout needs seconds");
    QTest::newRow("bad seconds") << QStringLiteral("wait --primary --timeout soon")
                                 << QStringLiteral("seconds");
}

void TestCtlUsage::wrongUsageIsCode2()
{
    QFETCH(QString, arguments);
    QFETCH(QString, words);
    const CtlAnswer answer = runner(false).run(arguments);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(words), qPrintable(answer.err));
    QVERIFY2(!answer.err.contains(u"hunter2"), qPrintable(answer.err));
    QVERIFY(answer.out.isEmpty());
}

void TestCtlUsage::aFolderThatIsNotThereIsNamed()
{
    const CtlAnswer answer =
        runner(false).run(QStringLiteral("--cluster sqlite:///nowhere/at/all/cluster.db init --name Test"));
    QCOMPARE(answer.code, 3);
    QVERIFY2(answer.err.contains(u"There is no folder /nowhere/at/all"), qPrintable(answer.err));
}

void TestCtlUsage::wrongUsageAsJson()
{
    const CtlAnswer answer = runner(false).run(QStringLiteral("--json statsu"));
    QCOMPARE(answer.code, 2);
    const QJsonObject error = answer.json().object().value(u"error").toObject();
    QCOMPARE(error.value(u"kind").toString(), QStringLiteral("invalid"));
    QCOMPARE(error.value(u"what").toString(), QStringLiteral("There is no command \"statsu\"."));
    QCOMPARE(error.value(u"remedy").toString(), QStringLiteral("Did you mean \"status\"?"));
    QVERIFY(error.contains(u"where"));
}

void TestCtlUsage::helpAndVersion()
{
    const CtlRunner ctl = runner(false);
    const CtlAnswer help = ctl.run(QStringLiteral("--help"));
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains(u"switchover"));
    QVERIFY(help.out.contains(u"Exit codes"));
    const CtlAnswer group = ctl.run(QStringLiteral("node --help"));
    QCOMPARE(group.code, 0);
    QVERIFY(group.out.contains(u"node restore"));
    const CtlAnswer version = ctl.run(QStringLiteral("--version"));
    QCOMPARE(version.code, 0);
    QCOMPARE(version.out, QStringLiteral("rollcallctl " ROLLCALL_VERSION "\n"));
}

void TestCtlUsage::helpIsACommandToo()
{
    const CtlRunner ctl = runner(false);
    const std::pair<const char*, const char*> same[] = {
        {"help", "--help"},
        {"help node", "node --help"},
        {"node help", "node --help"},
        {"help node drain", "node drain --help"},
        {"help status", "status --help"},
        {"help help", "--help"},
    };
    for (const auto& [words, option] : same) {
        const CtlAnswer answer = ctl.run(QString::fromLatin1(words));
        QVERIFY2(answer.code == 0, words);
        QCOMPARE(answer.out, ctl.run(QString::fromLatin1(option)).out);
    }
    const CtlAnswer unknown = ctl.run(QStringLiteral("help statsu"));
    QCOMPARE(unknown.code, 2);
    QVERIFY2(unknown.err.contains(u"Did you mean \"status\"?"), qPrintable(unknown.err));
}

void TestCtlUsage::everyCommandExplainsItself()
{
    const CtlRunner ctl = runner(false);
    const QStringList lines = ctl.run(QStringLiteral("--help"))
                                  .out.section(QStringLiteral("Commands:\n"), 1)
                                  .section(QStringLiteral("\n\n"), 0, 0)
                                  .split(u'\n');
    int commands = 0;
    for (const QString& line : lines) {
        const QString name = line.mid(2).section(QStringLiteral("  "), 0, 0);
        if (line.startsWith(QStringLiteral("   ")) || !line.startsWith(QStringLiteral("  ")))
            continue; // the second line of a summary, or the heading of a section
        ++commands;
        const CtlAnswer help = ctl.run(name + QStringLiteral(" --help"));
        QCOMPARE(help.code, 0);
        QVERIFY2(help.out.startsWith(QStringLiteral("Usage: rollcallctl ") + name), qPrintable(help.out));
        QVERIFY2(help.out.contains(u"Examples:"), qPrintable(help.out));
    }
    QVERIFY(commands >= 32);
}

void TestCtlUsage::unknownCommandsAreRefused_data()
{
    QTest::addColumn<QString>("arguments");
    for (const char* command : {"storage prove", "license buy", "balancer chec"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestCtlUsage::unknownCommandsAreRefused()
{
    QFETCH(QString, arguments);
    const CtlAnswer answer = runner(false).run(arguments);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(u"There is no command"), qPrintable(answer.err));
}

void TestCtlUsage::anUnreachableDatabaseIsCode3_data()
{
    QTest::addColumn<QString>("arguments");
    for (const char* command : {"status", "nodes", "events", "history", "resume", "switchover",
                                "init --name Shop", "upgrade", "wait --primary --timeout 1",
                                "enable load-balancing", "lease show", "lease repair", "messenger ping"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestCtlUsage::anUnreachableDatabaseIsCode3()
{
    QFETCH(QString, arguments);
    CtlRunner ctl(m_folder->path());
    ctl.set(QStringLiteral("ROLLCALL_DATABASE_URL"),
            QStringLiteral("postgresql://rollcall@127.0.0.1:%1/rollcall").arg(freePort()));
    const CtlAnswer answer = ctl.run(arguments + QStringLiteral(" --json"));
    QCOMPARE(answer.code, 3);
    QCOMPARE(answer.json().object().value(u"error").toObject().value(u"kind").toString(),
             QStringLiteral("unreachable"));
    QVERIFY2(answer.err.contains(u"127.0.0.1"), qPrintable(answer.err));
}

void TestCtlUsage::aServerThatHangsIsCode3()
{
    PostgresServer server;
    CtlRunner ctl(m_folder->path());
    ctl.set(QStringLiteral("ROLLCALL_DATABASE_URL"), server.createDatabase());
    QCOMPARE(ctl.run(QStringLiteral("init --name Shop")).code, 0);
    QCOMPARE(ctl.run(QStringLiteral("status")).code, 0);
    server.freeze();
    const CtlAnswer answer = ctl.run(QStringLiteral("status"));
    server.thaw();
    QCOMPARE(answer.code, 3);
    QVERIFY(!answer.err.isEmpty());
}

void TestCtlUsage::initOnceAndOnlyOnce()
{
    const CtlRunner ctl = runner(false);
    const CtlAnswer created = ctl.run(QStringLiteral("init --name Shop --json"));
    QCOMPARE(created.code, 0);
    const QJsonObject cluster = created.json().object().value(u"cluster").toObject();
    QCOMPARE(cluster.value(u"name").toString(), QStringLiteral("Shop"));
    const CtlAnswer again = ctl.run(QStringLiteral("init --name Other"));
    QCOMPARE(again.code, 4);
    QVERIFY2(again.err.contains(u"has a cluster already: Shop"), qPrintable(again.err));
    const QJsonObject status = ctl.run(QStringLiteral("status --json")).json().object();
    QCOMPARE(status.value(u"cluster").toObject().value(u"id"), cluster.value(u"id"));
}

void TestCtlUsage::anEmptyClusterAnswers()
{
    const CtlRunner ctl = runner(true);
    const CtlAnswer status = ctl.run(QStringLiteral("status"));
    QCOMPARE(status.code, 0);
    QVERIFY2(status.out.startsWith(QStringLiteral("Shop: critical.")), qPrintable(status.out));
    QVERIFY(!status.out.contains(QChar(0x1b))); // no colours into a pipe
    QCOMPARE(ctl.run(QStringLiteral("status --check")).code, 1);
    QCOMPARE(ctl.run(QStringLiteral("nodes --json")).json().array().size(), 0);
    QCOMPARE(ctl.run(QStringLiteral("history --json")).json().array().size(), 0);
    const CtlAnswer preflight = ctl.run(QStringLiteral("preflight load-balancing"));
    QCOMPARE(preflight.code, 1);
    QVERIFY2(
        preflight.out.contains(u"It cannot be enabled: 1 of 9 checks failed, 7 have nothing to look at yet."),
        qPrintable(preflight.out));
    const CtlAnswer nobody = ctl.run(QStringLiteral("messenger subscribe shop --timeout 1"));
    QVERIFY2(nobody.err.startsWith(QStringLiteral("No node is the primary now: waiting for one.\n")),
             qPrintable(nobody.err));
    QCOMPARE(ctl.run(QStringLiteral("messenger ping")).code, 1);
    const QJsonObject lease = ctl.run(QStringLiteral("lease show --json")).json().object();
    QCOMPARE(lease.value(u"fence").toInt(-1), 0);
    QVERIFY(lease.value(u"lease").toObject().value(u"holder").isNull());
}

void TestCtlUsage::refusalsAreCode4()
{
    const CtlRunner ctl = runner(true);
    for (const char* arguments :
         {"enable load-balancing", "disable load-balancing", "resume", "switchover", "node drain web-09",
          "node priority web-09 5", "node remove web-09", "node restore web-09", "unit stop web-09 web"}) {
        const CtlAnswer answer = ctl.run(QString::fromLatin1(arguments));
        QVERIFY2(answer.code == 4, arguments);
        QVERIFY2(!answer.err.isEmpty(), arguments);
        QVERIFY2(answer.out.isEmpty(), arguments);
    }
    QCOMPARE(
        ctl.run(QStringList{QStringLiteral("pause"), QStringLiteral("--reason"), QStringLiteral("a test")})
            .code,
        0);
    const CtlAnswer paused = ctl.run(QStringLiteral("pause --reason again"));
    QCOMPARE(paused.code, 4);
    QVERIFY2(paused.err.contains(u"a test"), qPrintable(paused.err));
}

/// A line a check on standard error; with --json the same as a list.
void TestCtlUsage::aRefusedFeatureIsReadable()
{
    const CtlRunner ctl = runner(true);
    const CtlAnswer empty = ctl.run(QStringLiteral("enable high-availability --json"));
    QCOMPARE(empty.code, 4);
    QCOMPARE(empty.err.count(u'\n'), 1);
    QVERIFY2(empty.err.contains(u"no node has registered yet. On each server install the package"),
             qPrintable(empty.err));
    QCOMPARE(empty.json().object().value(u"error").toObject().value(u"details").toArray().size(), 0);
    const CtlAnswer nobody = ctl.run(QStringLiteral("node drain web-01"));
    QVERIFY2(nobody.err.contains(u"No node has registered yet."), qPrintable(nobody.err));
    const CtlAnswer typo = ctl.run(QStringLiteral("enable high-availability --override three-node"));
    QCOMPARE(typo.code, 2);
    QVERIFY2(typo.err.contains(u"Did you mean \"three-nodes\"?"), qPrintable(typo.err));
}

void TestCtlUsage::waitingRunsOutAsCode1()
{
    const CtlAnswer answer = runner(true).run(QStringLiteral("wait --primary --timeout 0.3 --json"));
    QCOMPARE(answer.code, 1);
    QCOMPARE(answer.json().object().value(u"error").toObject().value(u"kind").toString(),
             QStringLiteral("timed-out"));
}

void TestCtlUsage::keysAreNewAndPrivate()
{
    const CtlRunner ctl = runner(false);
    const QString first = ctl.run(QStringLiteral("key generate")).out.trimmed();
    QCOMPARE(first.size(), 64);
    QVERIFY(first != ctl.run(QStringLiteral("key generate")).out.trimmed());
    const QString path = m_folder->filePath(QStringLiteral("key"));
    const CtlAnswer written =
        ctl.run({QStringLiteral("key"), QStringLiteral("generate"), QStringLiteral("--out"), path});
    QCOMPARE(written.code, 0);
    QCOMPARE(QFileInfo(path).size(), 65);
    QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)));
    const CtlAnswer again =
        ctl.run({QStringLiteral("key"), QStringLiteral("generate"), QStringLiteral("--out"), path});
    QCOMPARE(again.code, 4);
    QVERIFY(again.err.contains(u"exists already"));
}

/// It is used all the same, and the answer stays clean.
void TestCtlUsage::secretsThatOthersReadAreWarnedOf()
{
    CtlRunner ctl = runner(true);
    const QString key = m_folder->filePath(QStringLiteral("key"));
    QCOMPARE(ctl.run({QStringLiteral("key"), QStringLiteral("generate"), QStringLiteral("--out"), key}).code,
             0);
    ctl.set(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), key);
    QVERIFY(!ctl.run(QStringLiteral("status")).err.contains(u"warning"));
    const QString password = m_folder->filePath(QStringLiteral("password"));
    QFile file(password);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hunter2\n") > 0);
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::ReadOther));
    ctl.set(QStringLiteral("ROLLCALL_DATABASE_PASSWORD_FILE"), password);
    const CtlAnswer answer = ctl.run(QStringLiteral("status --json"));
    QCOMPARE(answer.code, 0);
    QVERIFY(answer.json().isObject());
    const QString words =
        QStringLiteral("rollcallctl: warning: %1: Other users of this machine can read it: its mode "
                       "is %2. Run: chmod 600 %1\n");
    QCOMPARE(answer.err,
             words.arg(password, QStringLiteral("0644")) + words.arg(key, QStringLiteral("0404")));
}

void TestCtlUsage::aMissingNewKeySaysHowToMakeOne()
{
    const CtlRunner ctl = runner(true);
    const QString path = m_folder->filePath(QStringLiteral("new-key"));
    const CtlAnswer answer = ctl.run(QStringLiteral("key rotate start ") + path);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains(path +
                                 QStringLiteral(": There is no such file. Make a new key: rollcallctl key "
                                                "generate --out ") +
                                 path),
             qPrintable(answer.err));
    const CtlAnswer folder = ctl.run(QStringLiteral("key rotate start ") + m_folder->path());
    QVERIFY2(folder.err.contains(u"This is a folder."), qPrintable(folder.err));
}

/// Into the same cluster after changes, and into a new one after its database was lost.
void TestCtlUsage::aBackupBringsAClusterBack()
{
    CtlRunner ctl = runner(true);
    const auto file = [this](const char* name) { return m_folder->filePath(QLatin1String(name)); };
    const auto write = [&file](const char* name, const char* content) {
        QFile made(file(name));
        QVERIFY(made.open(QIODevice::WriteOnly) && made.write(content) > 0);
    };
    const auto call = [&ctl, &file](const QString& words, const char* backup, const char* phraseFile) {
        QStringList all = words.split(u' ');
        all.insert(2, file(backup));
        return ctl.run(all + QStringList{QStringLiteral("--passphrase-file"), file(phraseFile)});
    };
    write("phrase", "correct horse battery\n");
    write("other", "incorrect horse battery\n");
    write("short", "horse\n");
    QCOMPARE(ctl.run(QStringLiteral("key generate --out %1").arg(file("key"))).code, 0);
    QCOMPARE(ctl.run(QStringLiteral("settings set Artifacts.BasePath /srv/shop")).code, 0);
    QCOMPARE(ctl.run(QStringLiteral("license set --nodes 7")).code, 0);

    // Without a key it is asked for; a short passphrase is none; nothing is ever written over.
    QCOMPARE(call(QStringLiteral("backup create"), "b", "phrase").code, 2);
    ctl.set(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), file("key"));
    const CtlAnswer refused = call(QStringLiteral("backup create"), "b", "short");
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains(u"12 characters") && !refused.err.contains(u"horse"),
             qPrintable(refused.err));
    QVERIFY(!QFile::exists(file("b")));
    const CtlAnswer made = call(QStringLiteral("backup create --json"), "b", "phrase");
    QVERIFY2(made.code == 0, qPrintable(made.err));
    QVERIFY(made.json().object().value(u"backup").toObject().value(u"has_key").toBool());
    QVERIFY(!(QFile::permissions(file("b")) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(call(QStringLiteral("backup create"), "b", "phrase").code, 4);

    QCOMPARE(call(QStringLiteral("backup show"), "b", "other").code, 4);
    const CtlAnswer none = call(QStringLiteral("backup show"), "key", "phrase");
    QCOMPARE(none.code, 2);
    QVERIFY2(none.err.contains(file("key") + QStringLiteral(": This is no backup")), qPrintable(none.err));
    const CtlAnswer shown = call(QStringLiteral("backup show --key-out %1").arg(file("key2")), "b", "phrase");
    QVERIFY2(shown.code == 0 && shown.out.contains(u"/srv/shop"), qPrintable(shown.out + shown.err));
    QFile first(file("key")), second(file("key2"));
    QVERIFY(first.open(QIODevice::ReadOnly) && second.open(QIODevice::ReadOnly));
    QCOMPARE(second.readAll(), first.readAll());

    // Changed since; then lost.
    for (const bool lost : {false, true}) {
        if (lost) {
            ctl.set(QStringLiteral("ROLLCALL_DATABASE_URL"),
                    QStringLiteral("sqlite://") + file("new.sqlite"));
            QCOMPARE(ctl.run(QStringLiteral("init --name Shop")).code, 0);
        } else {
            QCOMPARE(ctl.run(QStringLiteral("settings set Artifacts.BasePath /elsewhere")).code, 0);
        }
        const CtlAnswer dry = call(QStringLiteral("backup restore --dry-run"), "b", "phrase");
        QVERIFY2(dry.code == 0 && dry.out.contains(u"Artifacts.BasePath becomes /srv/shop"),
                 qPrintable(dry.out + dry.err));
        QVERIFY(!ctl.run(QStringLiteral("settings get Artifacts.BasePath")).out.contains(u"/srv/shop"));
        if (lost)
            QCOMPARE(call(QStringLiteral("backup restore"), "b", "phrase").code, 4); // by mistake?
        const CtlAnswer done =
            call(lost ? QStringLiteral("backup restore --into-another") : QStringLiteral("backup restore"),
                 "b", "phrase");
        QVERIFY2(done.code == 0, qPrintable(done.err));
        QVERIFY(ctl.run(QStringLiteral("settings get Artifacts.BasePath")).out.contains(u"/srv/shop"));
        QVERIFY(ctl.run(QStringLiteral("license show")).out.contains(u"7 nodes"));
        const QString events = ctl.run(QStringLiteral("events --json")).out;
        QVERIFY(events.contains(u"configuration.restored") && events.contains(u"setting.changed"));
        QCOMPARE(events.contains(u"of another cluster"), false);
        QCOMPARE(done.out.contains(u"of another cluster"), lost);
    }
}

void TestCtlUsage::eventsFilterAndFormat()
{
    const CtlRunner ctl = runner(true);
    QCOMPARE(ctl.run(QStringLiteral("pause --reason test")).code, 0);
    QCOMPARE(ctl.run(QStringLiteral("resume")).code, 0);
    const QJsonArray all = ctl.run(QStringLiteral("events --json")).json().array();
    QCOMPARE(all.size(), 3);
    QCOMPARE(all.first().toObject().value(u"kind").toString(), QStringLiteral("cluster.created"));
    QCOMPARE(all.last().toObject().value(u"kind").toString(), QStringLiteral("failover.resumed"));
    QCOMPARE(all.last().toObject().value(u"actor").toString(), QStringLiteral("dana"));
    QCOMPARE(ctl.run(QStringLiteral("events --json --limit 1")).json().array().size(), 1);
    QCOMPARE(ctl.run(QStringLiteral("events --json --kind failover.paused")).json().array().size(), 1);
    QCOMPARE(ctl.run(QStringLiteral("events --json --severity error")).json().array().size(), 0);
    QCOMPARE(ctl.run(QStringLiteral("events --json --since 1h")).json().array().size(), 3);
    QCOMPARE(ctl.run(QStringLiteral("events --json --since 2100-01-01T00:00:00")).json().array().size(), 0);
    QCOMPARE(ctl.run(QStringLiteral("events --since yesterday")).code, 2);
    QCOMPARE(ctl.run(QStringLiteral("events --limit 0")).code, 2);
    QCOMPARE(ctl.run(QStringLiteral("events --severity loud")).code, 2);
    QVERIFY(ctl.run(QStringLiteral("events")).out.contains(u"The cluster Shop was created."));
}

void TestCtlUsage::settingsAreListedAndSet()
{
    const CtlRunner ctl = runner(true);
    const QJsonArray list = ctl.run(QStringLiteral("settings list --json")).json().array();
    QCOMPARE(list.size(), 7);
    for (const QJsonValue& value : list) {
        const QJsonObject setting = value.toObject();
        for (const char* text : {"key", "group", "kind", "meaning"})
            QVERIFY2(!setting.value(QLatin1String(text)).toString().isEmpty(), text);
        const bool isPath = !setting.value(u"key").toString().startsWith(u"election."); // none by default
        for (const char* text : {"value", "default", "unit"})
            QVERIFY2(isPath || !setting.value(QLatin1String(text)).toString().isEmpty(), text);
        QCOMPARE(setting.value(u"value"), setting.value(u"default"));
        QCOMPARE(setting.value(u"stored").toBool(true), false);
        QVERIFY(setting.value(u"changed").isNull());
    }
    const auto ttl = [&ctl] { return ctl.run(QStringLiteral("settings get election.ttl_ms")).out; };
    QCOMPARE(ttl(), QStringLiteral("2000\n"));
    const CtlAnswer set =
        ctl.run(QStringLiteral("settings set election.ttl_ms 5s election.margin_ms 1000 --json"));
    QCOMPARE(set.code, 0);
    QCOMPARE(set.json().object().value(u"undo").toString(),
             QStringLiteral("settings set election.ttl_ms 2000 election.margin_ms 300"));
    QCOMPARE(ttl(), QStringLiteral("5000\n"));
    QCOMPARE(ctl.run(QStringLiteral("settings set --profile tolerant")).code, 0);
    const CtlAnswer text = ctl.run(QStringLiteral("settings list"));
    QVERIFY2(text.out.contains(u"6000 ms") && text.out.contains(u"profile is tolerant"),
             qPrintable(text.out));

    const QJsonArray history = ctl.run(QStringLiteral("settings get election.ttl_ms --history --json"))
                                   .json()
                                   .object()
                                   .value(u"history")
                                   .toArray();
    QCOMPARE(history.size(), 2);
    const QJsonObject last = history.last().toObject();
    QCOMPARE(last.value(u"actor").toString(), QStringLiteral("dana"));
    QCOMPARE(last.value(u"details").toObject().value(u"from").toString(), QStringLiteral("5000"));
    QCOMPARE(last.value(u"details").toObject().value(u"to").toString(), QStringLiteral("6000"));
    const CtlAnswer shorter = ctl.run(QStringLiteral("settings set --profile standard"));
    QVERIFY2(shorter.out.contains(u"Start no node"), qPrintable(shorter.out));
}

void TestCtlUsage::settingsThatCannotBeAreRefused()
{
    const CtlRunner ctl = runner(true);
    const std::pair<const char*, const char*> wrong[] = {
        {"settings get election.ttl", "no setting \"election.ttl\". Did you mean \"election.ttl_ms\"?"},
        {"settings get artifacts.basepath", "Did you mean \"Artifacts.BasePath\"?"},
        {"settings get colour", "See: rollcallctl settings list"},
        {"settings set Artifacts.BasPath /srv", "Did you mean \"Artifacts.BasePath\"?"},
        {"settings set", "No setting was given"},
        {"settings set election.ttl_ms", "election.ttl_ms has no value"},
        {"settings set election.ttl_ms soon", "not a length of time"},
        {"settings set election.ttl_ms 100", "500 to 600000 ms"},
        {"settings set election.ttl_ms 2000 election.ttl_ms 2100", "given twice"},
        {"settings set --profile fast", "standard and tolerant"},
        {"settings set --profile standard election.ttl_ms 2000", "either --profile"},
    };
    for (const auto& [arguments, words] : wrong) {
        const CtlAnswer answer = ctl.run(QString::fromLatin1(arguments));
        QVERIFY2(answer.code == 2, arguments);
        QVERIFY2(answer.err.contains(QLatin1String(words)), qPrintable(answer.err));
    }
    const CtlAnswer unsafe = ctl.run(QStringLiteral("settings set election.renew_ms 1500 --json"));
    QCOMPARE(unsafe.code, 4);
    QVERIFY2(unsafe.err.contains(u"renew is 1500 ms"), qPrintable(unsafe.err));
    QCOMPARE(unsafe.json().object().value(u"error").toObject().value(u"kind").toString(),
             QStringLiteral("refused"));
    QCOMPARE(ctl.run(QStringLiteral("events --json --kind setting.changed")).json().array().size(), 0);
}

void TestCtlUsage::nothingIsForecastWithoutNodes()
{
    const CtlRunner ctl = runner(true);
    const CtlAnswer text = ctl.run(QStringLiteral("forecast"));
    QCOMPARE(text.code, 1);
    QVERIFY2(text.out.contains(u"nobody by itself") && !text.out.contains(u"Load"), qPrintable(text.out));
    const QJsonObject forecast = ctl.run(QStringLiteral("forecast --json")).json().object();
    QCOMPARE(forecast.value(u"automatic").toBool(true), false);
    QVERIFY(forecast.value(u"primary").isNull() && forecast.value(u"successor").isNull());
    QVERIFY(!forecast.value(u"blockers").toArray().isEmpty());
    QCOMPARE(forecast.value(u"host_death_ms").toInt(), 3250);
}

void TestCtlUsage::aDrillAsksAndRefuses()
{
    const CtlRunner ctl = runner(true);
    QCOMPARE(ctl.run(QStringLiteral("drill fire")).code, 2);
    const CtlAnswer unasked = ctl.run(QStringLiteral("drill process-death"));
    QCOMPARE(unasked.code, 4);
    QVERIFY2(unasked.err.contains(u"--yes"), qPrintable(unasked.err));
    const CtlAnswer refused = ctl.run(QStringLiteral("drill process-death --yes --json"));
    QCOMPARE(refused.code, 4);
    QVERIFY2(refused.err.contains(u"High availability is off"), qPrintable(refused.err));
    QCOMPARE(refused.json().object().value(u"error").toObject().value(u"kind").toString(),
             QStringLiteral("refused"));
    const CtlAnswer nowhere =
        ctl.run(QStringLiteral("drill switchover --yes --output /no/such/folder/r.txt"));
    QCOMPARE(nowhere.code, 4);
    QVERIFY2(nowhere.err.contains(u"/no/such/folder/r.txt"), qPrintable(nowhere.err));
    QCOMPARE(ctl.run(QStringLiteral("events --json --kind drill.started")).json().array().size(), 0);
}

void TestCtlUsage::upgradeIsIdempotent()
{
    const CtlRunner ctl = runner(true);
    const CtlAnswer answer = ctl.run(QStringLiteral("upgrade"));
    QCOMPARE(answer.code, 0);
    QVERIFY2(answer.out.contains(u"up to date already"), qPrintable(answer.out));
}

void TestCtlUsage::profilesByName()
{
    CtlRunner ctl = runner(true);
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("rollcall")));
    QFile profiles(m_folder->filePath(QStringLiteral("rollcall/profiles.json")));
    QVERIFY(profiles.open(QIODevice::WriteOnly));
    profiles.write(QStringLiteral(R"({"profiles": [{"id": "1", "name": "Staging", "url": "sqlite://%1"}]})")
                       .arg(m_folder->filePath(QStringLiteral("c.sqlite")))
                       .toUtf8());
    profiles.close();
    ctl.set(QStringLiteral("ROLLCALL_DATABASE_URL"), QString());
    const CtlAnswer byName = ctl.run(QStringLiteral("--cluster Staging status"));
    QCOMPARE(byName.code, 0);
    QVERIFY(byName.out.startsWith(QStringLiteral("Shop")));
    ctl.set(QStringLiteral("ROLLCALL_CLUSTER"), QStringLiteral("staging"));
    QCOMPARE(ctl.run(QStringLiteral("status")).code, 0);
}

QTEST_GUILESS_MAIN(TestCtlUsage)
#include "tst_ctl_usage.moc"
