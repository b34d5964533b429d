#pragma once

#include "app/ctl/commandline.h"
#include "app/ctl/output.h"

#include <QObject>

namespace rollcall::ctl
{

/// One run of one command. It ends with finished(), exactly once.
class Command : public QObject
{
    Q_OBJECT

public:
    Command(Invocation call, const Output& out)
        : m_call(std::move(call))
        , m_out(out)
    {
    }

    virtual void run() = 0;

Q_SIGNALS:
    void finished(int exitCode);

protected:
    const Invocation& call() const { return m_call; }
    const Output& out() const { return m_out; }

    void finish(int exitCode)
    {
        if (!std::exchange(m_finished, true))
            Q_EMIT finished(exitCode);
    }
    void fail(const Error& error)
    {
        if (!m_finished)
            finish(m_out.error(error));
    }

private:
    Invocation m_call;
    const Output& m_out;
    bool m_finished = false;
};

} // namespace rollcall::ctl
