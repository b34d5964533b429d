#pragma once

#include "model/core/secret.h"
#include "ui/dialogs/dialogframe.h"

class QCheckBox;
class QLineEdit;

namespace rollcall
{

/// Asks for the database password of one connection, and says why it has to.
class PasswordDialog final : public DialogFrame
{
    Q_OBJECT

public:
    PasswordDialog(const QString& cluster, const QString& why, QWidget* parent);

Q_SIGNALS:
    /// keep: put it into the keychain; otherwise it is for this time only.
    void entered(const rollcall::Secret& password, bool keep);

private:
    QLineEdit* m_password;
    QCheckBox* m_keep;
};

} // namespace rollcall
