#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// Changes the encryption key, one step at a time.
class KeyActions : public QObject
{
    Q_OBJECT

public:
    KeyActions(ActionTools& tools, QObject* parent);

    /// See ClusterActions::rotateKey().
    FutureResult<Done> take(RotationStep step, const QString& newKey);

private:
    ActionTools& m_tools;
};

} // namespace rollcall
