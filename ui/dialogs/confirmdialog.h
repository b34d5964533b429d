#pragma once

#include "ui/dialogs/dialogframe.h"
#include "ui/dialogs/question.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace rollcall
{

/// Asks before something is stopped, removed, disabled or handed over. Cancel is the default button.
class ConfirmDialog final : public DialogFrame
{
    Q_OBJECT

public:
    struct Answer {
        QString reason;
        Millis length{0}; ///< zero: until changed
        NodeId target;
        bool override_ = false;
    };

    ConfirmDialog(const Question& question, const Intent& intent, const ClusterView& view, QWidget* parent);

Q_SIGNALS:
    void confirmed(const rollcall::ConfirmDialog::Answer& answer);

private:
    Answer answer() const;

    QLineEdit* m_reason = nullptr;
    QComboBox* m_length = nullptr;
    QComboBox* m_target = nullptr;
    QCheckBox* m_override = nullptr;
    QPushButton* m_confirm = nullptr;
};

} // namespace rollcall
