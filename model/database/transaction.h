#pragma once

#include "model/core/result.h"

namespace rollcall
{

class Session;

/// Rolls back when it goes out of scope without commit(). One begun inside another belongs to the outer one:
/// its commit() only says that it went well, and without it the outer one cannot commit either.
class Transaction
{
public:
    enum class Kind {
        Write,     ///< SQLite: BEGIN IMMEDIATE, so that a conflict shows at once; PostgreSQL: read committed
        Exclusive, ///< SQLite: BEGIN EXCLUSIVE; PostgreSQL as Write. For migrations
        Snapshot,  ///< reads only, all of one moment
    };

    static Result<Transaction> begin(Session& session, Kind kind = Kind::Write);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    /// An error means that the outcome is not known: the server may have committed and the reply was lost.
    Result<void> commit();

private:
    Transaction(Session& session, Kind kind);
    void end();

    Session* m_session;
    Kind m_kind;
    bool m_inner = false;
};

} // namespace rollcall
