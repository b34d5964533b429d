#include "tests/services/livecluster.h"

#include "model/database/leasesql.h"
#include "model/messenger/nodemethods.h"
#include "tests/support/testsupport.h"

#include <algorithm>

namespace rollcall::test
{

using namespace std::chrono_literals;

const Secret keyText(QByteArray("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"));

void LiveCluster::init()
{
    m_heart = std::make_unique<QTimer>();
    connect(m_heart.get(), &QTimer::timeout, this, [this] { heartbeat(); });
}

void LiveCluster::cleanup()
{
    m_heart.reset();
    m_session.reset();
    m_nodes.clear();
    m_database.reset();
}

LiveNode& LiveCluster::addNode(const QString& name, const Secret& key)
{
    auto node = std::make_unique<LiveNode>();
    node->registration.id = NodeId::create();
    node->registration.name = name;
    node->registration.incarnation = Incarnation::create();
    node->server = std::make_unique<MessengerServer>();
    const EncryptionKey parsed = must(EncryptionKey::parse(key));
    LiveNode* raw = node.get();
    serveNodeMethods(
        *node->server,
        {facts().cluster.id, raw->registration.id, name, raw->registration.incarnation,
         QStringLiteral("0.1.0")},
        [] { return QJsonObject(); }, [raw](const Nudge& nudge) { raw->nudges.push_back(nudge.reason); });
    Endpoint any = Endpoint::tcp(QStringLiteral("127.0.0.1"), 0);
    if (const Result<void> listening = node->server->listen(any, parsed); !listening)
        qFatal("%s", qPrintable(listening.error().message()));
    SelfReport& report = node->registration.report;
    report.version = QStringLiteral("0.1.0");
    report.address = QStringLiteral("127.0.0.1");
    report.messenger = node->server->endpoint().toString();
    report.keyFingerprint = parsed.fingerprint();
    UnitReport web;
    web.name = QStringLiteral("web");
    web.state = UnitState::Running;
    report.units = {web};
    must(NodeRepository::registerNode(m_database->session(), node->registration));
    m_nodes.push_back(std::move(node));
    return *m_nodes.back();
}

void LiveCluster::heartbeat()
{
    for (const auto& node : m_nodes)
        must(NodeRepository::heartbeat(m_database->session(), node->registration.id,
                                       node->registration.incarnation, node->registration.report));
}

void LiveCluster::start(const QString& backend, int nodes)
{
    m_database = std::make_unique<TestDatabase>(backend);
    for (int i = 1; i <= nodes; ++i)
        addNode(QStringLiteral("web-0%1").arg(i));
    m_heart->start(1000);
    ConnectionSpec spec;
    spec.url = m_database->url().dialect() == Dialect::Sqlite
                   ? QStringLiteral("sqlite://") + m_database->url().path()
                   : TestDatabase::server().url(m_database->url().database());
    spec.encryptionKey = keyText;
    spec.actor = QStringLiteral("dana");
    m_session = std::make_unique<ClusterSession>(spec);
    m_session->start();
    probed();
}

void LiveCluster::probed()
{
    waitUntil(
        [this] {
            const ClusterView& view = m_session->view();
            return view.nodes.size() == m_nodes.size() &&
                   std::all_of(view.nodes.begin(), view.nodes.end(),
                               [](const NodeView& node) { return node.probe.age.has_value(); });
        },
        10s, "probes of all nodes");
}

void LiveCluster::becomePrimary(int index)
{
    const Lease lease = *facts().lease;
    TakeOverRequest request;
    request.me = id(index);
    request.expected = lease;
    request.newEpoch = lease.epoch + 1;
    request.why = TermStart::First;
    if (!must(leasesql::takeOver(m_database->session(), request, 1s)))
        qFatal("the lease was not taken");
}

} // namespace rollcall::test
