using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A use of an emergency power has a reason, a ticket and a second person, and is reviewed by somebody else.</summary>
internal sealed class PrivilegedUseRules : IRegisterRules<PrivilegedUse>
{
    public RegisterKind Kind => RegisterKinds.PrivilegedUse;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Action;

    public PrivilegedUse Complete(PrivilegedUse fields, string by, DateTimeOffset at) => fields with { StartedAt = fields.StartedAt ?? at };

    public IEnumerable<(string Path, string Needed)> Faults(PrivilegedUse fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Values(("action", fields.Action)), .. Texts(("reason", fields.Reason)),
            .. When(fields.StartedAt > at, "started_at", "Nothing started later than now."),
            .. status is RegisterStatus.Done or RegisterStatus.Confirmed
                ? [
                    .. Texts(("ticket", fields.Ticket), ("second_person", fields.SecondPerson)),
                    .. When(fields.SecondPerson is { } second && second == fields.Owner, "second_person", "The second person is somebody else."),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];

    public IEnumerable<RegisterDeadline> Deadlines(PrivilegedUse fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first)
    {
        var started = fields.StartedAt ?? madeAt;
        return [
            new("close", started + StatutoryClocks.CloseEmergency, first(RegisterStatus.Done)),
            new("review", started + StatutoryClocks.ReviewEmergency, first(RegisterStatus.Confirmed)),
        ];
    }
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="PrivilegedUse"/>; listed as <c>privileged_use</c>.</remarks>
internal sealed class PrivilegedUseGrain(
    [PersistentState("privileged-use")] IPersistentState<RegisterState<PrivilegedUse>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<PrivilegedUse>(storage, catalogue, clock, new PrivilegedUseRules(), instruments), IPrivilegedUseGrain;
