#include "ui/dialogs/addnodedialog.h"

#include "model/cluster/arrival.h"
#include "model/tables/nodefilterproxy.h"
#include "ui/dialogs/checklist.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/statemark.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSpinBox>
#include <QStackedWidget>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int formPage = 0;
constexpr int arrivalPage = 1;

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
    : DialogFrame(QStringLiteral("Add Node"), {}, parent)
    , m_view(view)
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
    , m_turn(plainButton({}, this))
    , m_pages(new QStackedWidget(this))
    , m_checks(new CheckList(this))
    , m_arrivalMark(new StateMark(24, this))
    , m_arrivalSentence(new TextLabel({}, TextStyle::Value, Ink::Text, this))
{
    setMinimumSize(860, 640);
    for (const NodeView& each : view.nodes)
        m_before.insert(each.row.id);
    m_turn->setObjectName(QStringLiteral("turn"));
    m_arrivalMark->setObjectName(QStringLiteral("arrivalMark"));
    m_arrivalSentence->setObjectName(QStringLiteral("arrivalSentence"));
    m_pages->addWidget(form(view));
    m_pages->addWidget(arrival());
    body()->addWidget(m_pages, 1);

    addCancel(QStringLiteral("Close"));
    addButton(m_turn);
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
    connect(m_turn, &QPushButton::clicked, this,
            [this] { turnTo(m_pages->currentIndex() == formPage ? arrivalPage : formPage); });
    turnTo(formPage);
    m_name->setFocus();
    m_name->selectAll();
}

QWidget* AddNodeDialog::form(const ClusterView& view)
{
    m_web->setPlaceholderText(QStringLiteral("/usr/bin/myapp --port 8080"));
    m_service->setPlaceholderText(QStringLiteral("/usr/bin/myapp-service"));
    auto* fields = new QVBoxLayout;
    fields->setSpacing(12);
    fields->addWidget(new FormField(QStringLiteral("&Name"), m_name));
    fields->addWidget(new FormField(QStringLiteral("&Address"), m_address,
                                    QStringLiteral("By which the other nodes reach it.")));
    fields->addWidget(new FormField(QStringLiteral("&Database URL"), m_url,
                                    QStringLiteral("As the new server reaches the database.")));
    auto* ports = new QHBoxLayout;
    ports->setSpacing(8);
    ports->addWidget(new FormField(QStringLiteral("&Messenger port"), m_messengerPort));
    ports->addWidget(new FormField(QStringLiteral("&Health port"), m_healthPort));
    fields->addLayout(ports);
    fields->addWidget(new FormField(QStringLiteral("Command of unit &web"), m_web,
                                    hasUnit(view, UnitRole::Web)
                                        ? QStringLiteral("Runs on every active node, like on the others.")
                                        : QStringLiteral("Runs on every active node.")));
    fields->addWidget(new FormField(QStringLiteral("Command of unit s&ervice"), m_service,
                                    QStringLiteral("Runs on the primary only.")));
    fields->addStretch(1);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(12);
    texts->addWidget(new FormField(QStringLiteral("node.toml"), m_toml), 1);
    texts->addWidget(new FormField(QStringLiteral("Commands on the new server"), m_commands));
    auto* page = new QWidget(this);
    auto* columns = new QHBoxLayout(page);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(24);
    columns->addLayout(fields, 2);
    columns->addLayout(texts, 3);
    return page;
}

QWidget* AddNodeDialog::arrival()
{
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_arrivalMark);
    head->addWidget(m_arrivalSentence, 1);
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(16);
    column->addLayout(head);
    column->addWidget(m_checks);
    column->addStretch(1);
    return page;
}

void AddNodeDialog::turnTo(int page)
{
    const bool toForm = page == formPage;
    m_pages->setCurrentIndex(page);
    setSentence(toForm ? QStringLiteral("A node joins by itself when its service starts with this "
                                        "configuration and the cluster's encryption key.")
                       : QStringLiteral("Run the commands on the new server; this page follows by itself. "
                                        "Closing it changes nothing."));
    m_turn->setText(toForm ? QStringLiteral("&Watch It Arrive") : QStringLiteral("&Back"));
    m_copy->setVisible(toForm);
    m_save->setVisible(toForm);
    if (toForm) {
        update();
    } else {
        setOffReason(m_turn, {});
        showArrival();
    }
}

void AddNodeDialog::follow(const ClusterView& view, const QString& stale)
{
    m_view = view;
    m_stale = stale;
    if (m_pages->currentIndex() == arrivalPage)
        showArrival();
}

/// Whether the name is that of a node which did not just join.
bool AddNodeDialog::wasThereBefore(const QString& name) const
{
    const NodeView* node = m_view.findByName(name);
    return node && m_before.contains(node->row.id);
}

void AddNodeDialog::showArrival()
{
    const QString name = node().name;
    const bool other = wasThereBefore(name);
    std::vector<Check> checks = arrivalOf(other ? ClusterView() : m_view, name);
    if (!m_stale.isEmpty() || other) {
        // Of what is old nothing is claimed, nor of another node what this one would have to show.
        const QString why = other ? QStringLiteral("%1 is a node that was there before.").arg(name)
                                  : QStringLiteral("Not known while the values are old.");
        for (Check& check : checks) {
            check.state = CheckState::NotChecked;
            check.evidence = why;
            check.remedy.clear();
        }
        m_checks->show(checks, false);
        m_arrivalMark->setMark(Mark::Unknown, QStringLiteral("Unknown"));
        m_arrivalSentence->setText(other ? QStringLiteral("Another node is named %1 now.").arg(name)
                                         : QStringLiteral("Whether %1 has arrived is not known.").arg(name));
        showTrouble(m_stale);
        return;
    }
    m_checks->show(checks, false);
    const bool arrived = hasArrived(checks);
    const bool failing = std::any_of(checks.begin(), checks.end(), [](const Check& check) {
        return check.state == CheckState::Failed || check.state == CheckState::Warning;
    });
    const bool there = m_view.findByName(name) != nullptr;
    m_arrivalMark->setMark(arrived ? Mark::Healthy : failing ? Mark::Degraded : Mark::Unknown, {});
    m_arrivalSentence->setText(arrived ? QStringLiteral("%1 has arrived.").arg(name)
                               : failing
                                   ? QStringLiteral("%1 is here, and something is in its way.").arg(name)
                               : there ? QStringLiteral("%1 is here; some of it is not known yet.").arg(name)
                                       : QStringLiteral("Waiting for %1…").arg(name));
    showTrouble(m_stale);
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
    if (mistake.isEmpty() && m_view.findByName(now.name))
        mistake = QStringLiteral("A node named %1 is in this cluster already.").arg(now.name);
    m_toml->setPlainText(nodeToml(now));
    m_commands->setPlainText(nodeCommands(now));
    m_save->setEnabled(mistake.isEmpty());
    m_copy->setEnabled(mistake.isEmpty());
    // One that has joined meanwhile can still be watched.
    setOffReason(m_turn, wasThereBefore(now.name) ? mistake : mistakeIn(now));
    showTrouble(mistake);
}

void AddNodeDialog::save()
{
    askWhereToSave(
        this,
        {QStringLiteral("Save node.toml"), QStringLiteral("node.toml"), QStringLiteral("TOML (*.toml)")},
        [this](const QString& path) {
            saveFile(this, path, m_toml->toPlainText().toUtf8(), [this, path](const QString& trouble) {
                if (!trouble.isEmpty())
                    showTrouble(trouble);
                else
                    showBusy(QStringLiteral("Saved %1.").arg(path));
            });
        });
}

} // namespace rollcall
