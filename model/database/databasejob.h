#pragma once

#include "model/core/clock.h"
#include "model/core/error.h"

#include <QFuture>
#include <QPromise>

#include <atomic>
#include <utility>

namespace rollcall
{

class Session;

/// One call handed to a DatabaseWorker. Thread and owner race to settle it; the first one wins, and the
/// future finishes exactly once.
class DatabaseJob
{
public:
    virtual ~DatabaseJob() = default;
    /// Calls the function and settles the job with what it returned.
    virtual void perform(Session& session) = 0;
    /// Settles the job with an error; false when it was settled already.
    virtual bool fail(const Error& error) = 0;

    bool settled() const { return m_settled.load(std::memory_order_acquire); }

    Instant deadline{};

protected:
    bool settle() { return !m_settled.exchange(true, std::memory_order_acq_rel); }

private:
    std::atomic<bool> m_settled = false;
};

template <class Outcome, class Function>
class TypedDatabaseJob final : public DatabaseJob
{
public:
    explicit TypedDatabaseJob(Function fn)
        : m_function(std::move(fn))
    {
        m_promise.start();
    }

    QFuture<Outcome> future() { return m_promise.future(); }

    void perform(Session& session) override { finish(m_function(session)); }
    bool fail(const Error& error) override { return finish(Outcome(tl::unexpect, error)); }

private:
    bool finish(Outcome outcome)
    {
        if (!settle())
            return false;
        m_promise.addResult(std::move(outcome));
        m_promise.finish();
        return true;
    }

    Function m_function;
    QPromise<Outcome> m_promise;
};

} // namespace rollcall
