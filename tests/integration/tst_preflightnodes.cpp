#include "model/cluster/eventkinds.h"
#include "model/messenger/encryptionkey.h"
#include "tests/integration/mounts.h"
#include "tests/integration/testcluster.h"
#include "tests/support/namespaces.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>
#include <cstring>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// A breakage is found, and its repair is seen, within this time from the node's start.
constexpr auto seenWithin = 60s;
/// What is seen has to last: the nodes have tried each other's messengers and read each other's files again.
constexpr auto holdsFor = 7s;

QByteArray utf16(const QString& text)
{
    return {reinterpret_cast<const char*>(text.utf16()), text.size() * 2};
}

} // namespace

/// The preflight of high availability against real nodes with PostgreSQL, messengers on TCP and one shared
/// storage: all passes; then one thing at a time is broken, and that one check fails, with the node's name.
///
/// The database is PostgreSQL, because SQLite has no clock of its own: the skew of a node would not show.
class TestPreflightNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>(DatabaseKind::PostgreSql);
        m_mounts = std::make_unique<Mounts>(m_cluster->folder(), m_cluster->size());
        for (int i = 0; i < m_cluster->size(); ++i)
            m_cluster->node(i).setVariable(QStringLiteral("ROLLCALL_STORAGE_PATH"), m_mounts->at(i));
        m_cluster->setMode(Mode::LoadBalancing);
        m_cluster->startAll();
        expectGood();
    }

    void cleanupTestCase()
    {
        m_mounts.reset(); // before the folder goes that they are in
        m_cluster.reset();
    }

    void aGoodClusterPasses()
    {
        const QJsonObject answer = preflight();
        QCOMPARE(answer[u"failed"].toInt(), 0);
        QCOMPARE(answer[u"warnings"].toInt(), 1);
        QCOMPARE(answer[u"passed"].toInt(), answer[u"checks"].toArray().size() - 1);
        for (const QJsonValue& each : answer[u"checks"].toArray()) {
            QVERIFY2(each[u"help"].toString().size() > 80, qPrintable(each[u"id"].toString()));
            qInfo("%-20s %-8s %s", qPrintable(each[u"id"].toString()), qPrintable(each[u"state"].toString()),
                  qPrintable(each[u"evidence"].toString()));
        }
        QVERIFY(
            checkNamed(answer, u"same-key")[u"evidence"].toString().contains(u"proved it in a handshake"));
        const ProgramResult words = ctl({QStringLiteral("preflight"), QStringLiteral("high-availability")});
        QCOMPARE(words.exitCode, 0);
        QVERIFY2(words.output.contains(u"It can be enabled."), qPrintable(words.output));
        const ProgramResult explained = ctl(
            {QStringLiteral("preflight"), QStringLiteral("high-availability"), QStringLiteral("--explain")});
        QVERIFY2(explained.output.contains(u"Same encryption key (same-key)"), qPrintable(explained.output));
    }

    void anotherEncryptionKey()
    {
        const QString other = m_cluster->folder() + QStringLiteral("/other-key");
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(EncryptionKey::generate().reveal());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        restart({{QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), other}});
        // The messenger and its ways are reached, and their handshake fails: only the key's check fails.
        const QJsonObject check = expectOnly(u"same-key");
        QVERIFY2(
            check[u"evidence"].toString().startsWith(u"node-3 holds another key than the other 2 nodes:"),
            qPrintable(check[u"evidence"].toString()));
        // On the node itself: which of the two names counts. The key is not shown.
        const ProgramResult own =
            run(QStringLiteral("rollcall-node"),
                {QStringLiteral("check"), QStringLiteral("--config"), m_cluster->node(2).configFile()},
                {{QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), other}});
        QVERIFY2(own.output.contains(u"ROLLCALL_ENCRYPTION_KEY_FILE, which wins over "_qs +
                                     m_cluster->node(2).configFile() + u':'),
                 qPrintable(own.output));
        QFile key(other);
        QVERIFY(key.open(QIODevice::ReadOnly));
        QVERIFY(!own.output.contains(QString::fromLatin1(key.readAll()).trimmed()));
        const ProgramResult refused = ctl({QStringLiteral("enable"), QStringLiteral("high-availability"),
                                           QStringLiteral("--override"), QStringLiteral("same-key")});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.contains(u"cannot be overridden"), qPrintable(refused.output));
        restart({{QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), QString()}});
        expectGood();
    }

    /// The program itself, with another version number in it: a node says what is built into it.
    void anotherVersion()
    {
        const QString folder = m_cluster->folder() + QStringLiteral("/other-version");
        QVERIFY(QDir().mkpath(folder));
        QFile original(program(QStringLiteral("rollcall-node")));
        QVERIFY(original.open(QIODevice::ReadOnly));
        QByteArray bytes = original.readAll();
        QString version = QStringLiteral(ROLLCALL_VERSION);
        const QByteArray built = utf16(version);
        version.replace(version.size() - 1, 1, version.endsWith(u'9') ? u"8"_qs : u"9"_qs);
        QVERIFY(bytes.contains(built));
        bytes.replace(built, utf16(version));
        QFile copy(folder + QStringLiteral("/rollcall-node"));
        QVERIFY(copy.open(QIODevice::WriteOnly));
        QCOMPARE(copy.write(bytes), bytes.size());
        copy.close();
        QVERIFY(copy.setPermissions(original.permissions()));
        for (const char* name : {"rollcall-guard"})
            QFile::link(program(QString::fromLatin1(name)), folder + u'/' + QString::fromLatin1(name));
        m_cluster->node(2).useProgram(copy.fileName());
        restart({});
        const QJsonObject check = expectOnly(u"same-version");
        QCOMPARE(check[u"evidence"].toString(), QStringLiteral("node-3 runs %1 and node-1 and node-2 run %2.")
                                                    .arg(version, QStringLiteral(ROLLCALL_VERSION)));
        m_cluster->node(2).useProgram({});
        restart({});
        expectGood();
    }

    void unsharedFolder()
    {
        const QString own = m_cluster->folder() + QStringLiteral("/own-storage");
        QVERIFY(QDir().mkpath(own));
        restart({{QStringLiteral("ROLLCALL_STORAGE_PATH"), own}});
        expectOnly(u"shared-storage");
        restart({{QStringLiteral("ROLLCALL_STORAGE_PATH"), m_mounts->at(2)}});
        expectGood();
    }

    void pipeInsteadOfTcp()
    {
        restart({{QStringLiteral("ROLLCALL_MESSENGER_LISTEN"),
                  QStringLiteral("pipe:") + m_cluster->folder().section(u'/', -1)}});
        expectOnly(u"messenger-tcp");
        restart({{QStringLiteral("ROLLCALL_MESSENGER_LISTEN"), QString()}});
        expectGood();
    }

    void aWrongClock()
    {
        const QString shim = m_cluster->folder() + QStringLiteral("/clockshim.so");
        QProcess compiler;
        compiler.setProcessChannelMode(QProcess::MergedChannels);
        compiler.start(QStringLiteral("cc"), {QStringLiteral("-O2"), QStringLiteral("-shared"),
                                              QStringLiteral("-fPIC"), QStringLiteral("-o"), shim,
                                              sourcePath(QStringLiteral("tests/faults/tools/clockshim.c")),
                                              QStringLiteral("-ldl")});
        QVERIFY(compiler.waitForFinished() && compiler.exitCode() == 0);
        const std::array<qint64, 4> numbers{0, 90'000'000'000, 0, 0}; // its wall clock is 90 s ahead
        QFile file(m_cluster->folder() + QStringLiteral("/clock"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(reinterpret_cast<const char*>(numbers.data()), sizeof(numbers));
        file.close();
        restart({{QStringLiteral("LD_PRELOAD"), shim},
                 {QStringLiteral("CLOCKSHIM"), file.fileName()},
                 {QStringLiteral("ASAN_OPTIONS"), QStringLiteral("verify_asan_link_order=0")}});
        const QJsonObject check = expectOnly(u"clocks");
        QVERIFY2(check[u"evidence"].toString().contains(u"node-3 is ") &&
                     check[u"evidence"].toString().contains(u"ahead"),
                 qPrintable(check[u"evidence"].toString()));
        restart({{QStringLiteral("LD_PRELOAD"), QString()},
                 {QStringLiteral("CLOCKSHIM"), QString()},
                 {QStringLiteral("ASAN_OPTIONS"), qEnvironmentVariable("ASAN_OPTIONS")}});
        expectGood();
    }

    /// One share that is full is full for every node: all are named.
    void aFullDisk()
    {
        QFile filler(m_mounts->share() + QStringLiteral("/filler"));
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (filler.write(QByteArray(4096, 'x')) == 4096) {
        }
        const QJsonObject check = expectOnly(u"shared-storage");
        QVERIFY2(check[u"evidence"].toString().contains(u"full"), qPrintable(check[u"evidence"].toString()));
        filler.close();
        QVERIFY(filler.remove());
        expectGood();
    }

    void theWrongEdition()
    {
        const auto setEdition = [this](const char* edition) {
            QCOMPARE(ctl({QStringLiteral("license"), QStringLiteral("set"), QStringLiteral("--edition"),
                          QString::fromLatin1(edition)})
                         .exitCode,
                     0);
        };
        setEdition("basic-load-balancing");
        const QJsonObject check = expectOnly(u"license", {}); // the cluster's, not a node's
        QVERIFY2(check[u"evidence"].toString().contains(u"Enterprise"),
                 qPrintable(check[u"evidence"].toString()));
        setEdition("enterprise");
        expectGood();
    }

    void onlyTwoNodes()
    {
        m_cluster->node(2).terminate();
        m_cluster->node(2).waitForEnd();
        // The two that are left are named, and that one more is registered.
        const QJsonObject check = expectOnly(u"three-nodes", QStringLiteral("node-1 and node-2"));
        QVERIFY(check[u"overridable"].toBool());
        const QStringList enable{QStringLiteral("enable"), QStringLiteral("high-availability")};
        QCOMPARE(ctl(enable).exitCode, 4);
        const ProgramResult accepted =
            ctl(enable + QStringList{QStringLiteral("--override"), QStringLiteral("three-nodes")});
        QVERIFY2(accepted.exitCode == 0, qPrintable(accepted.output));
        const std::vector<Event> events = m_cluster->facts().events;
        const auto enabled = std::find_if(events.begin(), events.end(), [](const Event& event) {
            return event.kind == eventkind::ModeChanged && event.details.contains(u"overrides");
        });
        QVERIFY(enabled != events.end());
        QCOMPARE(enabled->details[u"overrides"].toString(), QStringLiteral("three-nodes"));
        QVERIFY(!enabled->actor.isEmpty() && enabled->at > 0);
        QVERIFY2(enabled->sentence.contains(u"Accepted all the same: Only node-1 and node-2 are alive."),
                 qPrintable(enabled->sentence));
        QVERIFY2(accepted.output.contains(u"Next in line: node-2; service and actor would start there."),
                 qPrintable(accepted.output));
        // Disabling in the wrong order is refused with the right one.
        const QStringList disable{QStringLiteral("disable")};
        const ProgramResult early = ctl(disable + QStringList{QStringLiteral("load-balancing")});
        QCOMPARE(early.exitCode, 4);
        QVERIFY2(early.output.contains(u"Disable high availability first."), qPrintable(early.output));
        const ProgramResult off = ctl(disable + QStringList{QStringLiteral("high-availability")});
        QCOMPARE(off.exitCode, 0);
        QVERIFY2(off.output.contains(u"If node-1 fails, no other node takes over on its own."),
                 qPrintable(off.output));
        m_cluster->node(2).start();
        expectGood();
    }

private:
    using Variables = std::vector<std::pair<QString, QString>>;

    ProgramResult run(const QString& name, const QStringList& arguments, const Variables& variables)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const auto& [variable, value] : variables)
            environment.insert(variable, value);
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program(name), arguments);
        if (!process.waitForFinished(20'000))
            qFatal("%s does not end", qPrintable(name));
        return {process.exitCode(), QString::fromUtf8(process.readAll())};
    }
    ProgramResult ctl(const QStringList& words)
    {
        return run(QStringLiteral("rollcallctl"),
                   QStringList{QStringLiteral("--cluster"), m_cluster->databaseUrl()} + words,
                   {{QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), m_cluster->node(0).keyFile()}});
    }
    QJsonObject preflight()
    {
        const ProgramResult answer =
            ctl({QStringLiteral("--json"), QStringLiteral("preflight"), QStringLiteral("high-availability")});
        return QJsonDocument::fromJson(answer.output.toUtf8()).object();
    }

    static QJsonObject checkNamed(const QJsonObject& answer, QStringView id)
    {
        for (const QJsonValue& each : answer[u"checks"].toArray())
            if (each[u"id"].toString() == id)
                return each.toObject();
        return {};
    }
    /// The ids that did not pass, with their states; the one warning of a good cluster left out.
    static QString notPassed(const QJsonObject& answer)
    {
        if (answer[u"checks"].toArray().isEmpty())
            return QStringLiteral("no answer");
        QStringList ids;
        for (const QJsonValue& each : answer[u"checks"].toArray())
            if (each[u"state"].toString() != u"passed" && each[u"id"].toString() != u"database-redundancy")
                ids << each[u"id"].toString() + u'=' + each[u"state"].toString();
        return ids.join(u' ');
    }
    QJsonObject expect(const QString& wanted, std::chrono::milliseconds lasting = 0ms)
    {
        QElapsedTimer timer;
        timer.start();
        QElapsedTimer since;
        QJsonObject answer;
        const auto holds = [&] {
            answer = preflight();
            if (notPassed(answer) != wanted)
                since.invalidate();
            else if (!since.isValid())
                since.start();
            return since.isValid() && since.elapsed() >= lasting.count();
        };
        while (!holds())
            if (timer.elapsed() > std::chrono::milliseconds(seenWithin).count())
                qFatal("expected “%s”, seen: %s", qPrintable(wanted),
                       QJsonDocument(answer).toJson(QJsonDocument::Compact).constData());
        qInfo("%s: after %.1f s", wanted.isEmpty() ? "all passed" : qPrintable(wanted),
              double(timer.elapsed() - since.elapsed()) / 1000);
        return answer;
    }
    void expectGood() { expect({}); }
    /// That one fails, everything else passes, and its words name the node.
    QJsonObject expectOnly(QStringView id, const QString& names = QStringLiteral("node-3"))
    {
        const QJsonObject check = checkNamed(expect(id.toString() + u"=failed"_qs, holdsFor), id);
        const QString evidence = check[u"evidence"].toString();
        const QString remedy = check[u"remedy"].toString();
        qInfo("   %s\n      %s", qPrintable(evidence), qPrintable(remedy));
        if (!evidence.contains(names) || remedy.isEmpty())
            qFatal("“%s” is not named, or no remedy: %s %s", qPrintable(names), qPrintable(evidence),
                   qPrintable(remedy));
        return check;
    }

    /// The third node again, with these variables changed.
    void restart(const Variables& variables)
    {
        NodeProcess& node = m_cluster->node(2);
        node.terminate();
        node.waitForEnd();
        for (const auto& [name, value] : variables)
            node.setVariable(name, value);
        node.start();
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<Mounts> m_mounts;
};

int main(int argc, char** argv)
{
    enterMountNamespace(); // while there is one thread only
    QCoreApplication app(argc, argv);
    TestPreflightNodes test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_preflightnodes.moc"
