#include "model/core/background.h"

#include <QCoreApplication>

namespace rollcall
{

namespace
{

/// So many calls may hang before the next one waits.
constexpr int mostThreads = 32;
constexpr int leaveLimitMs = 1000;

} // namespace

QThreadPool& backgroundThreads()
{
    // Never destroyed: that would wait for the threads without a limit.
    static QThreadPool* const pool = [] {
        auto* made = new QThreadPool;
        made->setMaxThreadCount(mostThreads);
        qAddPostRoutine([] { backgroundThreads().waitForDone(leaveLimitMs); });
        return made;
    }();
    return *pool;
}

} // namespace rollcall
