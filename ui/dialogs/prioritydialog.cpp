#include "ui/dialogs/prioritydialog.h"

#include "model/tables/prioritywords.h"
#include "ui/dialogs/choicelist.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int priorityDialogWidth = 440;
constexpr int highestPriority = 1000;
constexpr int numberChoice = -2; ///< -1 is QButtonGroup's word for none

bool hasWord(int priority)
{
    return priority == preferredPriority || priority == normalPriority || priority == neverPriority;
}

} // namespace

PriorityDialog::PriorityDialog(ClusterActions& actions, const NodeView& node, QWidget* parent)
    : DialogFrame(QStringLiteral("Priority of %1").arg(node.row.name),
                  QStringLiteral("When the primary fails, the node with the highest priority takes over; "
                                 "equal ones go by name."),
                  parent)
    , m_actions(actions)
    , m_node(node.row.id)
    , m_before(node.row.priority)
    , m_number(new QSpinBox(this))
    , m_choices(new ChoiceList(QStringLiteral("Priority"), this))
    , m_override(
          new QCheckBox(QStringLiteral("Do it although no other node could be the primary then"), this))
    , m_apply(accentButton(QStringLiteral("&Set Priority"), this))
{
    setMinimumWidth(priorityDialogWidth);
    m_choices->add(preferredPriority, QStringLiteral("&Preferred"),
                   QStringLiteral("%1 goes before all that are not preferred.").arg(node.row.name));
    m_choices->add(normalPriority, QStringLiteral("&Normal"), QStringLiteral("As every new node."));
    m_choices->add(
        neverPriority, QStringLiteral("Ne&ver"),
        node.primary
            ? QStringLiteral("%1 never becomes primary again, and hands over now.").arg(node.row.name)
            : QStringLiteral("%1 never becomes primary. It goes on serving web requests.")
                  .arg(node.row.name));
    m_choices->add(numberChoice, QStringLiteral("A n&umber"),
                   QStringLiteral("For more than two ranks; “Normal” is 100 and “Preferred” 200."));
    m_number->setRange(1, highestPriority);
    m_number->setAccessibleName(QStringLiteral("Priority as a number"));
    m_number->setValue(m_before > 0 ? m_before : normalPriority);
    m_choices->addBelow(m_number);
    m_override->setObjectName(QStringLiteral("override"));
    m_override->hide();
    body()->setSpacing(12);
    body()->addWidget(m_choices);
    body()->addWidget(m_override);
    body()->addStretch(1);
    addCancel()->setAutoDefault(false);
    m_apply->setObjectName(QStringLiteral("apply"));
    m_apply->setDefault(true);
    addButton(m_apply);

    connect(m_choices, &ChoiceList::changed, this, &PriorityDialog::update);
    connect(m_number, &QSpinBox::valueChanged, this, &PriorityDialog::update);
    connect(m_override, &QCheckBox::toggled, this, &PriorityDialog::update);
    connect(m_apply, &QPushButton::clicked, this, &PriorityDialog::apply);
    m_choices->choose(hasWord(m_before) ? m_before : numberChoice);
    m_choices->focusChosen();
    update();
}

int PriorityDialog::priority() const
{
    return m_choices->chosen() == numberChoice ? m_number->value() : m_choices->chosen();
}

void PriorityDialog::update()
{
    m_number->setEnabled(m_choices->chosen() == numberChoice);
    const bool insists = !m_override->isHidden();
    setOffReason(m_apply, m_applying               ? QStringLiteral("It is being set.")
                          : priority() == m_before ? QStringLiteral("Nothing has been changed.")
                          : insists && !m_override->isChecked()
                              ? QStringLiteral("Tick the box to do it all the same.")
                              : QString());
}

void PriorityDialog::apply()
{
    m_applying = true;
    showTrouble({});
    update();
    // The dialog may be closed meanwhile; what was asked for is done all the same.
    m_actions.setPriority(m_node, priority(), m_override->isChecked())
        .then(QCoreApplication::instance(), [self = QPointer(this)](const Result<Done>& result) {
            if (!self)
                return;
            self->m_applying = false;
            if (result) {
                Q_EMIT self->applied(*result);
                self->accept();
                return;
            }
            self->showTrouble(result.error().message());
            // Only then is there something to insist on.
            self->m_override->setVisible(result.error().kind == ErrorKind::Refused &&
                                         !self->m_override->isChecked());
            self->update();
        });
}

} // namespace rollcall
