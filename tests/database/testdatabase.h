#pragma once

#include "model/database/databaseurl.h"
#include "model/database/noderepository.h"
#include "model/database/session.h"
#include "tests/support/postgresserver.h"

#include <QTemporaryDir>

#include <memory>

namespace rollcall::test
{

/// Adds the data rows "sqlite" and "postgresql" to a test, for QFETCH(QString, backend).
void eachBackend();

/// A fresh database of one backend. PostgreSQL: one server for the whole test program.
class TestDatabase
{
public:
    enum class Content { Nothing, Schema, Cluster };
    explicit TestDatabase(const QString& backend, Content content = Content::Cluster);

    const DatabaseUrl& url() const { return m_url; }
    bool sqlite() const { return m_url.dialect() == Dialect::Sqlite; }
    /// Another connection; fails the process when that is impossible.
    std::unique_ptr<Session> open(SessionOptions options = {}) const;
    /// The connection that most tests use.
    Session& session();
    /// Free SQL, as somebody else would run it.
    void sql(const QString& text);

    NodeRegistration addNode(const QString& name, int priority = 100);
    /// As if the last heartbeat were this much older.
    void age(NodeId node, Millis by);

    static PostgresServer& server();
    static void endServer(); ///< in cleanupTestCase()

private:
    QTemporaryDir m_folder;
    DatabaseUrl m_url;
    std::unique_ptr<Session> m_session;
};

/// The value, or the end of the process with the error's words.
template <class T>
T must(Result<T> result)
{
    if (!result)
        qFatal("unexpected error: %s", qPrintable(result.error().message()));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace rollcall::test
