#include "ui/dialogs/passworddialog.h"

#include "ui/widgets/buttons.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace rollcall
{

PasswordDialog::PasswordDialog(const QString& cluster, const QString& why, QWidget* parent)
    : DialogFrame(QStringLiteral("Database Password of %1").arg(cluster), why, parent)
    , m_password(new QLineEdit(this))
    , m_keep(new QCheckBox(QStringLiteral("&Remember it in the keychain of this computer"), this))
{
    setMinimumWidth(420);
    m_password->setEchoMode(QLineEdit::Password);
    body()->setSpacing(12);
    body()->addWidget(new FormField(QStringLiteral("&Password"), m_password));
    body()->addWidget(m_keep);
    addCancel();
    QPushButton* use = accentButton(QStringLiteral("&Connect"), this);
    use->setDefault(true);
    addButton(use);
    connect(use, &QPushButton::clicked, this, [this] {
        Q_EMIT entered(Secret(m_password->text().toUtf8()), m_keep->isChecked());
        accept();
    });
    m_password->setFocus();
}

} // namespace rollcall
