#pragma once

#include "app/ctl/commands/actioncommand.h"

namespace rollcall::ctl
{

/// key rotate: a step of the change of the encryption key, or how far it is.
class RotateCommand : public ActionCommand
{
    Q_OBJECT
public:
    RotateCommand(const Invocation& call, const Output& out)
        : ActionCommand(call, out, Needs::View)
    {
    }

protected:
    void opened() override;
    Result<FutureResult<Done>> act() override;

private:
    void show(const KeyPlan& plan) const;
    Result<QString> fingerprintOfFile() const;
};

} // namespace rollcall::ctl
