#include "tests/database/testdatabase.h"

#include "model/database/clusterrepository.h"
#include "model/database/migrator.h"

#include <QTest>

namespace rollcall::test
{

namespace
{

std::unique_ptr<PostgresServer>& serverSlot()
{
    static std::unique_ptr<PostgresServer> slot;
    return slot;
}

} // namespace

void eachBackend()
{
    QTest::addColumn<QString>("backend");
    for (const char* backend : {"sqlite", "postgresql"})
        QTest::newRow(backend) << QString::fromLatin1(backend);
}

PostgresServer& TestDatabase::server()
{
    if (!serverSlot())
        serverSlot() = std::make_unique<PostgresServer>();
    return *serverSlot();
}

void TestDatabase::endServer()
{
    serverSlot().reset();
}

TestDatabase::TestDatabase(const QString& backend, Content content)
    : m_url(
          must(DatabaseUrl::parse(backend == QLatin1String("sqlite")
                                      ? QLatin1String("sqlite://") + m_folder.filePath(QStringLiteral("c.db"))
                                      : server().createDatabase())))
{
    SessionOptions options;
    options.createFile = true;
    options.requireSchema = false;
    m_session = open(options);
    if (content == Content::Nothing)
        return;
    must(Migrator().migrate(*m_session));
    if (content == Content::Cluster)
        must(ClusterRepository::create(*m_session, QStringLiteral("Test"), QStringLiteral("dana")));
}

std::unique_ptr<Session> TestDatabase::open(SessionOptions options) const
{
    return must(Session::open(m_url, Secret(), options));
}

Session& TestDatabase::session()
{
    return *m_session;
}

void TestDatabase::sql(const QString& text)
{
    must(m_session->executeText(text));
}

NodeRegistration TestDatabase::addNode(const QString& name, int priority)
{
    NodeRegistration node;
    node.id = NodeId::create();
    node.name = name;
    node.incarnation = Incarnation::create();
    node.priority = priority;
    node.report.address = name + QLatin1String(".example");
    must(NodeRepository::registerNode(*m_session, node));
    return node;
}

void TestDatabase::age(NodeId node, Millis by)
{
    sql(QStringLiteral("UPDATE node SET heartbeat_at = heartbeat_at - %1 WHERE id = '%2'")
            .arg(by.count())
            .arg(node.toString()));
}

} // namespace rollcall::test
