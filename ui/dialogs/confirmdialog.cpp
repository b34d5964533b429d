#include "ui/dialogs/confirmdialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr int reasonLimit = 200;
constexpr int dialogWidth = 460;

} // namespace

ConfirmDialog::ConfirmDialog(const Question& question, const Intent& intent, const ClusterView& view,
                             QWidget* parent)
    : DialogFrame(question.title, question.effect, parent)
{
    setMinimumWidth(dialogWidth);
    body()->setSpacing(12);
    if (question.asksTarget) {
        m_target = new QComboBox(this);
        if (!view.forecast.successor.isNull())
            m_target->addItem(QStringLiteral("Next in line (%1)").arg(view.forecast.successorName),
                              NodeId().toString());
        for (const NodeView* node : successorsIn(view))
            m_target->addItem(
                node->verdict.secondLine.isEmpty()
                    ? node->row.name
                    : QStringLiteral("%1 (%2)").arg(node->row.name, node->verdict.secondLine.toLower()),
                node->row.id.toString());
        const int chosen = m_target->findData(intent.node.toString());
        m_target->setCurrentIndex(std::max(0, chosen));
        body()->addWidget(new FormField(QStringLiteral("&New primary"), m_target));
    }
    if (question.asksReason) {
        m_reason = new QLineEdit(this);
        m_reason->setMaxLength(reasonLimit);
        body()->addWidget(new FormField(QStringLiteral("&Reason"), m_reason,
                                        QStringLiteral("Others see it beside the node and in the events.")));
    }
    if (question.asksDuration) {
        m_length = new QComboBox(this);
        m_length->addItem(QStringLiteral("Until it is activated"), qint64(0));
        for (const auto& [words, length] : {std::pair(QStringLiteral("30 minutes"), Millis(30min)),
                                            std::pair(QStringLiteral("1 hour"), Millis(1h)),
                                            std::pair(QStringLiteral("2 hours"), Millis(2h)),
                                            std::pair(QStringLiteral("8 hours"), Millis(8h)),
                                            std::pair(QStringLiteral("1 day"), Millis(24h))})
            m_length->addItem(words, qint64(length.count()));
        body()->addWidget(new FormField(QStringLiteral("&For how long"), m_length));
    }
    if (!question.override_.isEmpty()) {
        m_override = new QCheckBox(question.override_, this);
        body()->addWidget(m_override);
    }

    QPushButton* cancel = addCancel();
    m_confirm = question.danger ? dangerButton(question.confirm, this) : plainButton(question.confirm, this);
    m_confirm->setObjectName(QStringLiteral("confirm"));
    m_confirm->setAutoDefault(false);
    addButton(m_confirm);
    if (m_reason) {
        // Who has typed why and presses Enter means it; with nothing typed Enter does nothing.
        cancel->setAutoDefault(false);
        connect(m_reason, &QLineEdit::returnPressed, this, [this] {
            if (!m_reason->text().trimmed().isEmpty())
                m_confirm->click();
        });
    } else {
        cancel->setDefault(true);
    }
    if (m_override) {
        m_confirm->setEnabled(false);
        connect(m_override, &QCheckBox::toggled, m_confirm, &QPushButton::setEnabled);
    }
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        Q_EMIT confirmed(answer());
        accept();
    });
    if (m_target)
        m_target->setFocus();
    else if (m_reason)
        m_reason->setFocus();
    else
        cancel->setFocus();
}

ConfirmDialog::Answer ConfirmDialog::answer() const
{
    Answer answer;
    if (m_reason)
        answer.reason = m_reason->text().trimmed();
    if (m_length)
        answer.length = Millis(m_length->currentData().toLongLong());
    if (m_target)
        answer.target = NodeId::parse(m_target->currentData().toString()).value_or(NodeId());
    answer.override_ = m_override && m_override->isChecked();
    return answer;
}

} // namespace rollcall
