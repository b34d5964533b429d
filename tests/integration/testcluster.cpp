#include "tests/integration/testcluster.h"

#include "model/database/clusterrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/migrator.h"
#include "model/messenger/encryptionkey.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>
#include <QTcpSocket>

#include <algorithm>

namespace rollcall::test
{

using namespace std::chrono_literals;

TestCluster::TestCluster(DatabaseKind kind, int nodes)
{
    m_pulse.start(5);
    if (kind == DatabaseKind::PostgreSql) {
        m_server = std::make_unique<PostgresServer>();
        m_url = m_server->createDatabase();
    } else {
        m_url = QStringLiteral("sqlite://%1").arg(m_folder.filePath(QStringLiteral("cluster.db")));
    }
    SessionOptions options;
    options.createFile = true;
    options.requireSchema = false;
    auto opened = Session::open(*DatabaseUrl::parse(m_url), {}, options);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message()));
    m_session = std::move(*opened);
    if (const auto migrated = Migrator().migrate(*m_session); !migrated)
        qFatal("%s", qPrintable(migrated.error().message()));
    if (const auto made =
            ClusterRepository::create(*m_session, QStringLiteral("Test"), QStringLiteral("test"));
        !made)
        qFatal("%s", qPrintable(made.error().message()));

    QFile key(m_folder.filePath(QStringLiteral("key")));
    if (!key.open(QIODevice::WriteOnly) || key.write(EncryptionKey::generate().reveal()) < 32)
        qFatal("the key cannot be written");
    key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    for (int i = 0; i < nodes; ++i) {
        const QString name = QStringLiteral("node-%1").arg(i + 1);
        QDir(m_folder.path()).mkdir(name);
        m_nodes.push_back(std::make_unique<NodeProcess>(
            NodeProcess::Setup{name, m_folder.filePath(name), m_url, key.fileName()}));
    }
}

TestCluster::~TestCluster()
{
    if (m_server)
        m_server->thaw();
    for (const auto& node : m_nodes)
        if (node->isRunning())
            node->killAll();
    m_nodes.clear(); // waits for what is left of them, while m_pulse still runs
}

Session& TestCluster::session()
{
    if (!m_session->usable()) {
        auto opened = Session::open(*DatabaseUrl::parse(m_url), {});
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message()));
        m_session = std::move(*opened);
    }
    return *m_session;
}

ClusterFacts TestCluster::facts()
{
    auto read = FactsRepository::read(session());
    for (int tries = 1; !read && tries < 3; ++tries)
        read = FactsRepository::read(session());
    if (!read)
        qFatal("%s", qPrintable(read.error().message()));
    return std::move(*read);
}

void TestCluster::startAll()
{
    for (int i = 0; i < size(); ++i) {
        node(i).start();
        waitUntil(
            [&] {
                const ClusterFacts now = facts();
                const NodeRow* row = rowOf(now, i);
                return row && row->heartbeatAge && !row->stopped && *row->heartbeatAge < 1500ms;
            },
            10s, "a node's first heartbeat");
    }
}

void TestCluster::setMode(Mode mode)
{
    const Mode seen = facts().cluster.mode;
    if (const auto set = ClusterRepository::setMode(session(), seen, mode); !set)
        qFatal("%s", qPrintable(set.error().message()));
}

int TestCluster::startHighlyAvailable()
{
    setMode(Mode::HighAvailability);
    startAll();
    const int primary = waitForPrimary(0);
    waitForUnit(primary, QStringLiteral("actor"), UnitState::Running);
    waitForUnit(primary, QStringLiteral("service"), UnitState::Running);
    for (int i = 0; i < size(); ++i)
        waitForUnit(i, QStringLiteral("web"), UnitState::Running);
    return primary;
}

const NodeRow* TestCluster::rowOf(const ClusterFacts& facts, int index) const
{
    const QString& name = m_nodes[static_cast<size_t>(index)]->name();
    const auto row = std::find_if(facts.nodes.begin(), facts.nodes.end(),
                                  [&](const NodeRow& each) { return each.name == name; });
    return row == facts.nodes.end() ? nullptr : &*row;
}

int TestCluster::holder()
{
    const ClusterFacts now = facts();
    for (int i = 0; i < size(); ++i)
        if (const NodeRow* row = rowOf(now, i);
            row && now.lease && !now.lease->released() && now.lease->holder == row->id)
            return i;
    return -1;
}

int TestCluster::waitForPrimary(Epoch above, std::chrono::milliseconds limit)
{
    int found = -1;
    waitUntil(
        [&] {
            found = facts().lease.value_or(Lease()).epoch > above ? holder() : -1;
            return found >= 0;
        },
        limit, "a primary");
    return found;
}

bool TestCluster::unitIs(int index, const QString& unit, UnitState state)
{
    const ClusterFacts now = facts();
    const NodeRow* row = rowOf(now, index);
    return row &&
           std::any_of(row->report.units.begin(), row->report.units.end(), [&](const UnitReport& report) {
               return report.name == unit && report.state == state;
           });
}

void TestCluster::waitForUnit(int index, const QString& unit, UnitState state,
                              std::chrono::milliseconds limit)
{
    const QByteArray what = QStringLiteral("the unit %1 on node %2 to be %3")
                                .arg(unit)
                                .arg(index + 1)
                                .arg(wordOf(state))
                                .toUtf8();
    waitUntil([&] { return unitIs(index, unit, state); }, limit, what.constData());
}

bool TestCluster::hasEvent(QLatin1String kind, const QString& nodeName)
{
    const ClusterFacts now = facts();
    return std::any_of(now.events.begin(), now.events.end(), [&](const Event& event) {
        return event.kind == kind && (nodeName.isEmpty() || event.nodeName == nodeName);
    });
}

std::vector<TestCluster::Action> TestCluster::actions() const
{
    std::vector<Action> all;
    for (int i = 0; i < size(); ++i) {
        QFile file(m_nodes[static_cast<size_t>(i)]->actionLog());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray& line : file.readAll().split('\n'))
            if (const QList<QByteArray> words = line.split(' '); words.size() == 2)
                all.push_back({words[0].toLongLong(), words[1].toDouble(), i});
        QFile demo(m_nodes[static_cast<size_t>(i)]->demoLog());
        if (!demo.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray& line : demo.readAll().split('\n')) { // "epoch=2 node=web-01 boottime_ns=4063"
            const QList<QByteArray> words = line.split(' ');
            if (words.size() == 3 && words[0].startsWith("epoch=") && words[2].startsWith("boottime_ns="))
                all.push_back({words[0].mid(6).toLongLong(),
                               static_cast<double>(words[2].mid(12).toLongLong()) / 1e9, i});
        }
    }
    std::sort(all.begin(), all.end(), [](const Action& a, const Action& b) { return a.at < b.at; });
    return all;
}

QString TestCluster::actionsOutOfOrder() const
{
    // A unit is running some moments before its program writes its first line.
    waitUntil([&] { return !actions().empty(); }, 10s, "a first action");
    const std::vector<Action> all = actions();
    // /proc/uptime counts in hundredths of a second, cut off.
    constexpr double resolution = 0.01;
    double highestSince = 0;
    Epoch highest = 0;
    QHash<Epoch, int> actorOf;
    for (const Action& action : all) {
        if (action.epoch <= 0)
            return QStringLiteral("an action without an epoch on node %1").arg(action.node + 1);
        if (actorOf.value(action.epoch, action.node) != action.node)
            return QStringLiteral("two nodes acted under epoch %1").arg(action.epoch);
        actorOf.insert(action.epoch, action.node);
        if (action.epoch > highest) {
            highest = action.epoch;
            highestSince = action.at;
        } else if (action.epoch < highest && action.at > highestSince + resolution) {
            return QStringLiteral("node %1 acted under epoch %2 %3 s after the first action of epoch %4")
                .arg(action.node + 1)
                .arg(action.epoch)
                .arg(action.at - highestSince)
                .arg(highest);
        }
    }
    return {};
}

std::chrono::milliseconds TestCluster::longestGap() const
{
    const std::vector<Action> all = actions();
    double longest = 0;
    for (size_t i = 1; i < all.size(); ++i)
        if (all[i].epoch > all[i - 1].epoch)
            longest = std::max(longest, all[i].at - all[i - 1].at);
    return std::chrono::milliseconds(static_cast<qint64>(longest * 1000));
}

HttpAnswer httpGet(quint16 port, const QByteArray& path)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected(2000))
        return {};
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    while (socket.waitForReadyRead(2000)) {
    }
    const QByteArray answer = socket.readAll();
    return {answer.split(' ').value(1).toInt(), answer.mid(answer.indexOf("\r\n\r\n") + 4)};
}

ProgramResult runProgram(const QString& name, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program(name), arguments);
    if (!process.waitForFinished(20'000))
        qFatal("%s does not end", qPrintable(name));
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAll())};
}

} // namespace rollcall::test
