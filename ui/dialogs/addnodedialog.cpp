#include "ui/dialogs/addnodedialog.h"

#include "model/tables/nodefilterproxy.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSpinBox>

#include <algorithm>

namespace rollcall
{

namespace
{

QPlainTextEdit* readOnlyText(int lines, QWidget* parent)
{
    auto* edit = new QPlainTextEdit(parent);
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(textFont(TextStyle::Small).pixelSize() > 0 ? textFont(TextStyle::Small).pixelSize()
                                                                 : 12);
    edit->setFont(font);
    edit->setMinimumHeight(QFontMetrics(font).lineSpacing() * lines + 12);
    return edit;
}

QSpinBox* portBox(int value, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setRange(1, 65535);
    box->setValue(value);
    return box;
}

/// The units that other nodes have make the best proposal for the form's shape, not for its commands.
bool hasUnit(const ClusterView& view, UnitRole role)
{
    return std::any_of(view.nodes.begin(), view.nodes.end(), [role](const NodeView& node) {
        return std::any_of(node.row.report.units.begin(), node.row.report.units.end(),
                           [role](const UnitReport& unit) { return unit.role == role; });
    });
}

} // namespace

AddNodeDialog::AddNodeDialog(const ClusterView& view, const QString& databaseUrl, bool needsPassword,
                             QWidget* parent)
    : DialogFrame(
          QStringLiteral("Add Node"),
          QStringLiteral("A node joins by itself when its service starts with this configuration and the "
                         "cluster's encryption key."),
          parent)
    , m_needsPassword(needsPassword)
    , m_name(new QLineEdit(nextName(view), this))
    , m_address(new QLineEdit(nextName(view), this))
    , m_url(new QLineEdit(databaseUrl, this))
    , m_messengerPort(portBox(33237, this))
    , m_healthPort(portBox(33238, this))
    , m_web(new QLineEdit(this))
    , m_service(new QLineEdit(this))
    , m_toml(readOnlyText(16, this))
    , m_commands(readOnlyText(6, this))
    , m_save(accentButton(QStringLiteral("&Save node.toml…"), this))
    , m_copy(plainButton(QStringLiteral("C&opy"), this))
{
    setMinimumSize(860, 640);
    for (const NodeView& node : view.nodes)
        m_takenNames << node.row.name;
    m_web->setPlaceholderText(QStringLiteral("/usr/bin/myapp --port 8080"));
    m_service->setPlaceholderText(QStringLiteral("/usr/bin/myapp-service"));
    auto* form = new QVBoxLayout;
    form->setSpacing(12);
    form->addWidget(new FormField(QStringLiteral("&Name"), m_name));
    form->addWidget(new FormField(QStringLiteral("&Address"), m_address,
                                  QStringLiteral("By which the other nodes reach it.")));
    form->addWidget(new FormField(QStringLiteral("&Database URL"), m_url,
                                  QStringLiteral("As the new server reaches the database.")));
    auto* ports = new QHBoxLayout;
    ports->setSpacing(8);
    ports->addWidget(new FormField(QStringLiteral("&Messenger port"), m_messengerPort));
    ports->addWidget(new FormField(QStringLiteral("&Health port"), m_healthPort));
    form->addLayout(ports);
    form->addWidget(new FormField(QStringLiteral("Command of unit &web"), m_web,
                                  hasUnit(view, UnitRole::Web)
                                      ? QStringLiteral("Runs on every active node, like on the others.")
                                      : QStringLiteral("Runs on every active node.")));
    form->addWidget(new FormField(QStringLiteral("Command of unit s&ervice"), m_service,
                                  QStringLiteral("Runs on the primary only.")));
    form->addStretch(1);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(12);
    texts->addWidget(new FormField(QStringLiteral("node.toml"), m_toml), 1);
    texts->addWidget(new FormField(QStringLiteral("Commands on the new server"), m_commands));
    auto* columns = new QHBoxLayout;
    columns->setSpacing(24);
    columns->addLayout(form, 2);
    columns->addLayout(texts, 3);
    body()->addLayout(columns);

    addCancel(QStringLiteral("Close"));
    addButton(m_copy);
    addButton(m_save);
    for (QLineEdit* edit : {m_name, m_address, m_url, m_web, m_service})
        connect(edit, &QLineEdit::textChanged, this, &AddNodeDialog::update);
    for (QSpinBox* box : {m_messengerPort, m_healthPort})
        connect(box, &QSpinBox::valueChanged, this, &AddNodeDialog::update);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_toml->toPlainText() + u'\n' + m_commands->toPlainText());
        showBusy(QStringLiteral("Copied node.toml and the commands."));
    });
    connect(m_save, &QPushButton::clicked, this, &AddNodeDialog::save);
    m_name->setFocus();
    m_name->selectAll();
    update();
}

QString AddNodeDialog::nextName(const ClusterView& view)
{
    static const QRegularExpression form(QStringLiteral("^(.*?)(\\d+)$"));
    QString last;
    for (const NodeView& node : view.nodes)
        if (form.match(node.row.name).hasMatch() &&
            (last.isEmpty() || compareNaturally(last, node.row.name) < 0))
            last = node.row.name;
    if (last.isEmpty())
        return QStringLiteral("node-01");
    const QRegularExpressionMatch match = form.match(last);
    const QString digits = match.captured(2);
    return match.captured(1) + QStringLiteral("%1").arg(digits.toLongLong() + 1,
                                                        static_cast<int>(digits.size()), 10,
                                                        QLatin1Char('0'));
}

NewNode AddNodeDialog::node() const
{
    NewNode node;
    node.name = m_name->text().trimmed();
    node.address = m_address->text().trimmed();
    node.databaseUrl = m_url->text().trimmed();
    node.needsPassword = m_needsPassword;
    node.messengerPort = static_cast<quint16>(m_messengerPort->value());
    node.healthPort = static_cast<quint16>(m_healthPort->value());
    node.webCommand = m_web->text();
    node.serviceCommand = m_service->text();
    return node;
}

void AddNodeDialog::update()
{
    const NewNode now = node();
    QString mistake = mistakeIn(now);
    if (mistake.isEmpty() && m_takenNames.contains(now.name))
        mistake = QStringLiteral("A node named %1 is in this cluster already.").arg(now.name);
    m_toml->setPlainText(nodeToml(now));
    m_commands->setPlainText(nodeCommands(now));
    m_save->setEnabled(mistake.isEmpty());
    m_copy->setEnabled(mistake.isEmpty());
    showTrouble(mistake);
}

void AddNodeDialog::save()
{
    auto* chooser =
        new QFileDialog(this, QStringLiteral("Save node.toml"), {}, QStringLiteral("TOML (*.toml)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->selectFile(QStringLiteral("node.toml"));
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QSaveFile file(path);
        const QByteArray text = m_toml->toPlainText().toUtf8();
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
            showTrouble(QStringLiteral("%1 cannot be written: %2.").arg(path, file.errorString()));
        else
            showBusy(QStringLiteral("Saved %1.").arg(path));
    });
    chooser->open();
}

} // namespace rollcall
