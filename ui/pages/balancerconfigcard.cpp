#include "ui/pages/balancerconfigcard.h"

#include "model/core/durationtext.h"
#include "ui/dialogs/intent.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/savefile.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int configLinesAtLeast = 6;
constexpr int bindWidth = 150;
constexpr int portsWidth = 150;
constexpr int smallPixels = 12; ///< when the system's font is not given in pixels

QFont configFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const int pixels = textFont(TextStyle::Small).pixelSize();
    font.setPixelSize(pixels > 0 ? pixels : smallPixels);
    return font;
}

} // namespace

BalancerConfigCard::BalancerConfigCard(QWidget* parent)
    : Card(QStringLiteral("Configuration"), parent)
    , m_product(new QComboBox(this))
    , m_bind(new QLineEdit(BalancerRequest().bind, this))
    , m_ports(new QLineEdit(BalancerRequest().webPorts, this))
    , m_copy(smallButton(QStringLiteral("Copy"), this))
    , m_save(smallButton(QStringLiteral("Save…"), this))
    , m_text(new QPlainTextEdit(this))
    , m_instead(new EmptyState(this))
    , m_stack(new QStackedLayout)
    , m_foot(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
{
    buildInputs();
    m_copy->setObjectName(QStringLiteral("copyConfig"));
    m_save->setObjectName(QStringLiteral("saveConfig"));
    setTrailing(m_copy);
    setTrailing(m_save);
    m_text->setObjectName(QStringLiteral("configText"));
    m_text->setAccessibleName(QStringLiteral("Configuration"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(configFont());
    m_text->setMinimumHeight(QFontMetrics(m_text->font()).lineSpacing() * configLinesAtLeast);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // it takes what there is
    m_instead->setObjectName(QStringLiteral("configTrouble"));
    m_foot->setObjectName(QStringLiteral("configFoot"));
    m_foot->setWordWrap(true);
    m_foot->hide();
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_instead);
    body()->addLayout(m_stack, 1);
    body()->addWidget(m_foot);
    connect(m_copy, &QPushButton::clicked, this, &BalancerConfigCard::copyText);
    connect(m_save, &QPushButton::clicked, this, &BalancerConfigCard::chooseFile);
    refresh();
}

void BalancerConfigCard::buildInputs()
{
    m_product->addItem(QStringLiteral("HAProxy"), int(BalancerProduct::HAProxy));
    m_product->addItem(QStringLiteral("nginx"), int(BalancerProduct::Nginx));
    m_product->setObjectName(QStringLiteral("product"));
    m_bind->setObjectName(QStringLiteral("bind"));
    m_bind->setFixedWidth(bindWidth);
    m_bind->setToolTip(
        QStringLiteral("Where the load balancer listens: *:80, 10.0.0.10:80 or [2001:db8::10]:80."));
    m_ports->setObjectName(QStringLiteral("webPorts"));
    m_ports->setFixedWidth(portsWidth);
    m_ports->setToolTip(QStringLiteral("The port of the application on the nodes; where one differs, write "
                                       "8080, web-01=8081."));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    const auto add = [this, row](const QString& caption, QWidget* input) {
        auto* label = new TextLabel(caption, TextStyle::Base, Ink::Text2, this);
        label->setBuddy(input);
        input->setAccessibleName(QString(caption).remove(u'&'));
        if (auto* edit = qobject_cast<QLineEdit*>(input))
            edit->setTextMargins(6, 0, 6, 0);
        row->addWidget(label);
        row->addWidget(input);
        row->addSpacing(8);
    };
    add(QStringLiteral("&For"), m_product);
    add(QStringLiteral("&Listens on"), m_bind);
    add(QStringLiteral("Application’s &port"), m_ports);
    row->addStretch(1);
    body()->addLayout(row);
    connect(m_product, &QComboBox::currentIndexChanged, this, &BalancerConfigCard::refresh);
    connect(m_bind, &QLineEdit::textChanged, this, &BalancerConfigCard::refresh);
    connect(m_ports, &QLineEdit::textChanged, this, [this] {
        m_portsKnown = true;
        refresh();
    });
}

BalancerRequest BalancerConfigCard::request() const
{
    return {static_cast<BalancerProduct>(m_product->currentData().toInt()), m_bind->text(), m_ports->text()};
}

void BalancerConfigCard::present(std::shared_ptr<const ClusterView> view)
{
    m_view = std::move(view);
    refresh();
}

void BalancerConfigCard::setFreshness(const Freshness& freshness)
{
    const QString stale = freshness.stale() ? offReason(freshness) : QString();
    if (stale == m_stale)
        return;
    m_stale = stale;
    setTitleNote(stale.isEmpty() ? QString()
                                 : QStringLiteral("Last known, %1 old").arg(durationText(*freshness.age)));
    switchButtons();
}

void BalancerConfigCard::refresh()
{
    const Result<QString> text =
        m_view ? balancerConfig(*m_view, request())
               : Result<QString>(failure(ErrorKind::Unreachable, QStringLiteral("Reading nodes…")));
    const QString next = text ? *text : QString();
    if (m_shown != next) {
        // Who is reading stays where he reads.
        const int line = m_text->verticalScrollBar()->value();
        m_shown = next;
        m_text->setPlainText(next);
        m_text->verticalScrollBar()->setValue(line);
        m_foot->hide();
    }
    if (!text)
        m_instead->setText(text.error().message());
    m_stack->setCurrentWidget(text ? static_cast<QWidget*>(m_text) : m_instead);
    m_trouble = text ? QString() : text.error().what;
    switchButtons();
    Q_EMIT requestChanged();
}

void BalancerConfigCard::switchButtons()
{
    const QString& reason = m_trouble.isEmpty() ? m_stale : m_trouble;
    setOffReason(m_copy, reason);
    setOffReason(m_save, reason);
}

void BalancerConfigCard::copyText()
{
    QApplication::clipboard()->setText(text());
    m_foot->setText(QStringLiteral("The configuration was copied."));
    m_foot->show();
}

void BalancerConfigCard::chooseFile()
{
    askWhereToSave(this,
                   {QStringLiteral("Save Configuration"),
                    request().product == BalancerProduct::HAProxy ? QStringLiteral("haproxy.cfg")
                                                                  : QStringLiteral("nginx.conf"),
                    QStringLiteral("Configuration (*.cfg *.conf);;All files (*)")},
                   [this](const QString& path) { saveTo(path); });
}

void BalancerConfigCard::saveTo(const QString& path)
{
    const auto say = [this](const QString& said) {
        m_foot->setText(said);
        m_foot->show();
    };
    if (!m_stale.isEmpty()) // they grew old while the file was chosen
        return say(QStringLiteral("%1 was not written: what is known of the nodes is old. Save again when "
                                  "the database answers.")
                       .arg(path));
    const QString check = request().product == BalancerProduct::HAProxy
                              ? QStringLiteral("haproxy -c -f %1").arg(path)
                              : QStringLiteral("nginx -t -c %1").arg(path);
    saveFile(this, path, text().toUtf8(), [say, path, check](const QString& trouble) {
        say(trouble.isEmpty() ? QStringLiteral("Saved to %1. Try it with: %2").arg(path, check)
                              : trouble + QStringLiteral(" Choose another file."));
    });
}

} // namespace rollcall
