#include "ui/dialogs/keyinput.h"

#include "ui/dialogs/keyfile.h"
#include "ui/widgets/buttons.h"

#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>
#include <QRadioButton>

namespace rollcall
{

KeyInput::KeyInput(QWidget* parent)
    : QWidget(parent)
    , m_useFile(new QRadioButton(QStringLiteral("Key &file"), this))
    , m_useText(new QRadioButton(QStringLiteral("Key &text"), this))
    , m_file(new QLineEdit(this))
    , m_text(new QLineEdit(this))
{
    m_file->setAccessibleName(QStringLiteral("Path of the encryption key file"));
    m_text->setAccessibleName(QStringLiteral("Text of the encryption key"));
    m_text->setEchoMode(QLineEdit::Password);
    m_file->setPlaceholderText(QStringLiteral("/etc/rollcall/encryption-key"));
    m_text->setPlaceholderText(QStringLiteral("32 hex digits or more"));
    for (QLineEdit* edit : {m_file, m_text})
        edit->setTextMargins(6, 0, 6, 0);
    QPushButton* choose = plainButton(QStringLiteral("&Browse…"), this);
    choose->setAutoDefault(false);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(8);
    grid->addWidget(m_useFile, 0, 0);
    grid->addWidget(m_file, 0, 1);
    grid->addWidget(choose, 0, 2);
    grid->addWidget(m_useText, 1, 0);
    grid->addWidget(m_text, 1, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    m_useFile->setChecked(true);
    m_text->setEnabled(false);
    connect(m_useFile, &QRadioButton::toggled, this, [this, choose](bool useFile) {
        m_file->setEnabled(useFile);
        choose->setEnabled(useFile);
        m_text->setEnabled(!useFile);
        Q_EMIT changed();
    });
    connect(m_file, &QLineEdit::textChanged, this, &KeyInput::changed);
    connect(m_text, &QLineEdit::textChanged, this, &KeyInput::changed);
    connect(choose, &QPushButton::clicked, this, &KeyInput::browse);
}

void KeyInput::setFile(const QString& path)
{
    m_file->setText(path);
    m_useFile->setChecked(true);
}

QString KeyInput::file() const
{
    return m_useFile->isChecked() ? m_file->text().trimmed() : QString();
}

bool KeyInput::isEmpty() const
{
    return m_useFile->isChecked() ? m_file->text().trimmed().isEmpty() : m_text->text().isEmpty();
}

Result<Secret> KeyInput::key() const
{
    if (isEmpty())
        return Secret();
    return m_useFile->isChecked() ? readSecretFile(file()) : keyFromText(m_text->text());
}

void KeyInput::browse()
{
    auto* chooser = new QFileDialog(this, QStringLiteral("Encryption Key File"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    chooser->open();
}

} // namespace rollcall
