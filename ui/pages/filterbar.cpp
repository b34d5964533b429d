#include "ui/pages/filterbar.h"

#include "ui/theme/typography.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/searchfield.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QResizeEvent>

#include <array>

namespace rollcall
{

namespace
{

constexpr int filterBarHeight = 52;
constexpr int fieldWidth = 184;
const QString allWord = QStringLiteral("All");

} // namespace

std::vector<FilterBar::State> filterStates(const QHash<QString, int>& counts)
{
    static const std::array<std::pair<QString, Mark>, 11> order{{
        {QStringLiteral("Healthy"), Mark::Healthy},
        {QStringLiteral("Idle"), Mark::Idle},
        {QStringLiteral("Draining"), Mark::Draining},
        {QStringLiteral("Maintenance"), Mark::Maintenance},
        {QStringLiteral("Down"), Mark::Down},
        {QStringLiteral("Stale"), Mark::Degraded},
        {QStringLiteral("Unreachable"), Mark::Degraded},
        {QStringLiteral("Degraded"), Mark::Degraded},
        {QStringLiteral("Key mismatch"), Mark::Degraded},
        {QStringLiteral("Unknown"), Mark::Unknown},
        {QStringLiteral("Removed"), Mark::Idle},
    }};
    std::vector<FilterBar::State> states;
    for (const auto& [word, mark] : order)
        states.push_back({word, mark, counts.value(word)});
    return states;
}

FilterBar::FilterBar(const QString& placeholder, QWidget* parent)
    : QWidget(parent)
    , m_field(new SearchField(placeholder, {}, this))
    , m_buttons(new QHBoxLayout)
    , m_chipBox(new QWidget(this))
    , m_menuButton(plainButton({}, this))
    , m_all(new FilterChip(Mark::None, allWord, m_chipBox))
{
    setFixedHeight(roomFor(filterBarHeight));
    m_field->setFixedWidth(fieldWidth);
    m_field->setAccessibleName(placeholder);
    m_chipRow = new QHBoxLayout(m_chipBox);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(8);
    m_chipRow->addWidget(m_all);
    m_chipRow->addStretch(1);
    m_buttons->setSpacing(8);
    m_menuButton->hide();
    m_menuButton->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(0);
    layout->addWidget(m_field);
    layout->addSpacing(16);
    layout->addWidget(m_chipBox, 1);
    layout->addWidget(m_menuButton);
    layout->addSpacing(12);
    layout->addStretch(0);
    layout->addLayout(m_buttons);
    m_all->setChecked(true);
    connect(m_all, &FilterChip::clicked, this, [this] { choose({}); });
    connect(m_field, &QLineEdit::textChanged, this, &FilterBar::textChanged);
    connect(m_field, &SearchField::left, this, &FilterBar::left);
    connect(m_menuButton, &QPushButton::clicked, this, &FilterBar::openMenu);
    m_chipBox->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void FilterBar::addButton(QPushButton* button)
{
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_buttons->addWidget(button);
}

void FilterBar::setStates(const std::vector<State>& states, int total)
{
    std::vector<State> shown;
    for (const State& state : states)
        if (state.count > 0 || (state.word == m_state && !m_state.isEmpty()))
            shown.push_back(state);
    if (shown == m_states && total == m_total)
        return;
    m_total = total;
    m_all->setCount(total);
    const bool sameWords = std::equal(shown.begin(), shown.end(), m_states.begin(), m_states.end(),
                                      [](const State& a, const State& b) { return a.word == b.word; });
    m_states = shown;
    if (!sameWords) {
        for (const auto& [word, chip] : m_chips)
            delete chip;
        m_chips.clear();
        int at = 1;
        for (const State& state : m_states) {
            auto* chip = new FilterChip(state.mark, state.word, m_chipBox);
            chip->setChecked(state.word == m_state);
            connect(chip, &FilterChip::clicked, this,
                    [this, word = state.word] { choose(word == m_state ? QString() : word); });
            m_chipRow->insertWidget(at++, chip);
            chip->show();
            m_chips.emplace_back(state.word, chip);
        }
    }
    for (std::size_t i = 0; i < m_states.size(); ++i)
        m_chips[i].second->setCount(m_states[i].count);
    arrange();
}

void FilterBar::choose(const QString& word)
{
    m_state = word;
    m_all->setChecked(word.isEmpty());
    for (const auto& [each, chip] : m_chips)
        chip->setChecked(each == word);
    m_menuButton->setText(word.isEmpty() ? QStringLiteral("State ▾") : word + QStringLiteral(" ▾"));
    Q_EMIT stateChanged(word);
}

void FilterBar::clear()
{
    m_field->clear();
    choose({});
}

void FilterBar::openMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& word, const QString& key, int count) {
        QAction* action = menu->addAction(QStringLiteral("%1  %2").arg(word).arg(count));
        action->setCheckable(true);
        action->setChecked(m_state == key);
        connect(action, &QAction::triggered, this, [this, key] { choose(key); });
    };
    add(allWord, {}, m_total);
    for (const State& state : m_states)
        add(state.word, state.word, state.count);
    menu->popup(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height())));
}

void FilterBar::arrange()
{
    int needed = m_all->sizeHint().width();
    for (const auto& [word, chip] : m_chips)
        needed += 8 + chip->sizeHint().width();
    constexpr int around = 16 + 16 + 12 + 16; // margins, and the gaps on both sides of the chips
    const bool fits = needed + fieldWidth + m_buttons->sizeHint().width() + around <= width();
    m_chipBox->setVisible(fits);
    m_menuButton->setVisible(!fits);
    m_menuButton->setText(m_state.isEmpty() ? QStringLiteral("State ▾") : m_state + QStringLiteral(" ▾"));
}

void FilterBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace rollcall
