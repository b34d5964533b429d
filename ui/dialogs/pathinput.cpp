#include "ui/dialogs/pathinput.h"

#include "ui/widgets/buttons.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>

namespace rollcall
{

PathInput::PathInput(For purpose, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_purpose(purpose)
    , m_title(title)
    , m_edit(new QLineEdit(this))
{
    m_edit->setTextMargins(6, 0, 6, 0);
    m_edit->setAccessibleName(title);
    setFocusProxy(m_edit);
    QPushButton* choose = plainButton(QStringLiteral("Browse…"), this);
    choose->setAutoDefault(false);
    choose->setAccessibleName(QStringLiteral("Browse: %1").arg(title));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_edit, 1);
    row->addWidget(choose);
    connect(m_edit, &QLineEdit::textChanged, this, &PathInput::changed);
    connect(choose, &QPushButton::clicked, this, &PathInput::browse);
}

QString PathInput::path() const
{
    const QString text = m_edit->text().trimmed();
    return text.isEmpty() ? text : QFileInfo(text).absoluteFilePath();
}

void PathInput::setPath(const QString& path)
{
    m_edit->setText(path);
}

void PathInput::browse()
{
    auto* chooser = new QFileDialog(this, m_title, path().isEmpty() ? QString() : QFileInfo(path()).path());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    if (m_purpose == For::New) {
        chooser->setAcceptMode(QFileDialog::AcceptSave);
        chooser->setOption(QFileDialog::DontConfirmOverwrite); // it is refused
        chooser->selectFile(QFileInfo(path()).fileName());
    } else {
        chooser->setFileMode(QFileDialog::ExistingFile);
    }
    connect(chooser, &QFileDialog::fileSelected, m_edit, &QLineEdit::setText);
    chooser->open();
}

} // namespace rollcall
