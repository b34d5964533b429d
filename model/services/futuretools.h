#pragma once

#include "model/core/clock.h"
#include "model/core/futures.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace rollcall
{

/// next(value) when there is a value; the error otherwise. next returns a FutureResult.
template <class T, class Next>
auto andThen(FutureResult<T> future, QObject* context, Next next)
{
    using Future = std::invoke_result_t<Next, T>;
    using Outcome = decltype(std::declval<Future>().result());
    return future
        .then(context,
              [next = std::move(next)](const Result<T>& result) mutable -> Future {
                  if (result)
                      return next(*result);
                  QPromise<Outcome> promise;
                  promise.start();
                  promise.addResult(Outcome(tl::unexpect, result.error()));
                  promise.finish();
                  return promise.future();
              })
        .unwrap();
}

/// Asks again and again until there is an answer (a value, or an error that is final), or the limit has
/// passed. step() says nothing for "not yet"; Unreachable and Conflict count as that, too.
template <class T>
class Polling : public std::enable_shared_from_this<Polling<T>>
{
public:
    using Step = std::function<FutureResult<std::optional<T>>()>;

    /// context: has a signal closing(Error), which ends it.
    template <class Context>
    static FutureResult<T> until(Context* context, Step step, Millis interval, Millis limit, Error onLimit)
    {
        auto polling = std::shared_ptr<Polling>(
            new Polling(context, std::move(step), interval, BootClock::now() + limit, std::move(onLimit)));
        polling->m_promise.start();
        FutureResult<T> future = polling->m_promise.future();
        QObject::connect(context, &Context::closing, context,
                         [weak = std::weak_ptr<Polling>(polling)](const Error& why) {
                             if (const std::shared_ptr<Polling> self = weak.lock())
                                 self->finish(Result<T>(tl::unexpect, why));
                         });
        polling->ask();
        return future;
    }

private:
    Polling(QObject* context, Step step, Millis interval, Instant deadline, Error onLimit)
        : m_context(context)
        , m_step(std::move(step))
        , m_interval(interval)
        , m_deadline(deadline)
        , m_onLimit(std::move(onLimit))
    {
    }

    void ask()
    {
        m_step().then(m_context, [self = this->shared_from_this()](const Result<std::optional<T>>& answer) {
            self->consider(answer);
        });
    }

    void consider(const Result<std::optional<T>>& answer)
    {
        if (m_finished)
            return;
        if (answer && *answer)
            return finish(Result<T>(**answer));
        const bool transient = answer || answer.error().kind == ErrorKind::Unreachable ||
                               answer.error().kind == ErrorKind::Conflict;
        if (!transient)
            return finish(Result<T>(tl::unexpect, answer.error()));
        if (BootClock::now() >= m_deadline)
            return finish(Result<T>(tl::unexpect, m_onLimit));
        QTimer::singleShot(m_interval, m_context, [self = this->shared_from_this()] { self->ask(); });
    }

    void finish(Result<T> result)
    {
        if (std::exchange(m_finished, true))
            return;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

    QObject* m_context;
    Step m_step;
    Millis m_interval;
    Instant m_deadline;
    Error m_onLimit;
    bool m_finished = false;
    QPromise<Result<T>> m_promise;
};

} // namespace rollcall
