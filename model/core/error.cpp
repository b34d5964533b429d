#include "model/core/error.h"

namespace rollcall
{

QString Error::message() const
{
    QString text = where.isEmpty() ? what : where + QStringLiteral(": ") + what;
    if (!remedy.isEmpty())
        text += u' ' + remedy;
    return text;
}

} // namespace rollcall
