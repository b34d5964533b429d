#pragma once

#include "model/core/clock.h"
#include "model/core/error.h"

#include <QFuture>
#include <QPromise>

#include <atomic>
#include <optional>
#include <utility>

namespace rollcall
{

class Session;

/// One call handed to a DatabaseWorker. The thread performs it; only the owner's thread settles it, so that
/// continuations, and the objects that they are bound to, are never touched from two threads.
class DatabaseJob
{
public:
    virtual ~DatabaseJob() = default;
    /// Thread: calls the function and keeps what it returned, or keeps an error.
    virtual void perform(Session& session) = 0;
    virtual void refuse(const Error& error) = 0;
    /// Owner: finishes the future with what the thread kept.
    virtual void deliver() = 0;
    /// Owner: finishes the future with an error; what the thread brings later is dropped.
    virtual void fail(const Error& error) = 0;

    bool settled() const { return m_settled.load(std::memory_order_acquire); }

    Instant deadline{};

protected:
    /// Owner: false when the future has finished already.
    bool settle() { return !m_settled.exchange(true, std::memory_order_acq_rel); }

private:
    std::atomic<bool> m_settled = false; ///< read by the thread, which leaves out what nobody waits for
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

    void perform(Session& session) override { m_outcome.emplace(m_function(session)); }
    void refuse(const Error& error) override { m_outcome.emplace(tl::unexpect, error); }
    void deliver() override { finish(std::move(*m_outcome)); }
    void fail(const Error& error) override { finish(Outcome(tl::unexpect, error)); }

private:
    void finish(Outcome outcome)
    {
        if (!settle())
            return;
        m_promise.addResult(std::move(outcome));
        m_promise.finish();
    }

    Function m_function;
    std::optional<Outcome> m_outcome; ///< written by the thread before it hands the job back
    QPromise<Outcome> m_promise;
};

} // namespace rollcall
