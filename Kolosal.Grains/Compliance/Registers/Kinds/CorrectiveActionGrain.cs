using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>An action is done when its cause is known and what was done is said; it is confirmed by who saw that it helped.</summary>
internal sealed class CorrectiveActionRules : IRegisterRules<CorrectiveAction>
{
    public RegisterKind Kind => RegisterKinds.CorrectiveAction;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Action;

    public IEnumerable<(string Path, string Needed)> Faults(CorrectiveAction fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Texts(("control", fields.Control)), .. Values(("due", fields.Due)),
            .. status is RegisterStatus.Done or RegisterStatus.Confirmed ? Texts(("cause", fields.Cause), ("action", fields.Action)) : [],
        ];

    public IEnumerable<RegisterDeadline> Deadlines(CorrectiveAction fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first) =>
        fields.Due is { } due ? [new("do", due, first(RegisterStatus.Done))] : [];
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="CorrectiveAction"/>; listed as <c>corrective_action</c>.</remarks>
internal sealed class CorrectiveActionGrain(
    [PersistentState("corrective-action")] IPersistentState<RegisterState<CorrectiveAction>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<CorrectiveAction>(storage, catalogue, clock, new CorrectiveActionRules(), instruments), ICorrectiveActionGrain;
