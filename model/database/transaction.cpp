#include "model/database/transaction.h"

#include "model/database/session.h"

#include <utility>

namespace rollcall
{

Result<Transaction> Transaction::begin(Session& session, Kind kind)
{
    if (session.m_transactions > 0) {
        ++session.m_transactions;
        Transaction inner(session, kind);
        inner.m_inner = true;
        return inner;
    }
    QString text;
    if (session.dialect() == Dialect::Sqlite) {
        // The level cannot be changed inside the transaction. A commit then survives a power failure too.
        if (session.m_relaxed && kind != Kind::Snapshot) {
            const Result<void> durable = session.executeText(QStringLiteral("PRAGMA synchronous = FULL"));
            if (!durable)
                return Failure(durable.error());
        }
        text = kind == Kind::Snapshot    ? QStringLiteral("BEGIN")
               : kind == Kind::Exclusive ? QStringLiteral("BEGIN EXCLUSIVE")
                                         : QStringLiteral("BEGIN IMMEDIATE");
    } else if (kind == Kind::Snapshot) {
        text = QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    } else {
        text = QStringLiteral("BEGIN ISOLATION LEVEL READ COMMITTED");
        // DEFAULT is what the server's administrator chose, which may be to wait for a standby.
        if (session.m_relaxed)
            text += QLatin1String("; SET LOCAL synchronous_commit TO DEFAULT");
    }
    const Result<void> begun = session.executeText(text);
    if (!begun)
        return Failure(begun.error());
    session.m_transactions = 1;
    session.m_spoiled = false;
    return Transaction(session, kind);
}

Transaction::Transaction(Session& session, Kind kind)
    : m_session(&session)
    , m_kind(kind)
{
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_session(std::exchange(other.m_session, nullptr))
    , m_kind(other.m_kind)
    , m_inner(other.m_inner)
{
}

Transaction::~Transaction()
{
    if (!m_session)
        return;
    if (m_inner)
        m_session->m_spoiled = true;
    else
        m_session->rollBack();
    end();
}

Result<void> Transaction::commit()
{
    if (m_inner) {
        end();
        return {};
    }
    if (m_session->m_spoiled) {
        m_session->rollBack();
        end();
        return failure(ErrorKind::Internal, QStringLiteral("A part of the transaction failed before."));
    }
    const Result<void> committed = m_session->executeText(QStringLiteral("COMMIT"));
    if (!committed)
        m_session->rollBack();
    end();
    return committed;
}

void Transaction::end()
{
    Session& session = *std::exchange(m_session, nullptr);
    --session.m_transactions;
    if (m_inner)
        return;
    if (session.dialect() == Dialect::Sqlite && session.m_relaxed && m_kind != Kind::Snapshot)
        session.relaxAgain();
}

} // namespace rollcall
