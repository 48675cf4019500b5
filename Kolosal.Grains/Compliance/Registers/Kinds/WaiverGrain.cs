using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A waiver has a reason and an end within 90 days, and is approved by somebody else than the owner of the control.</summary>
internal sealed class WaiverRules : IRegisterRules<Waiver>
{
    public RegisterKind Kind => RegisterKinds.Waiver;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Once;

    public IEnumerable<(string Path, string Needed)> Faults(Waiver fields, RegisterStatus status, DateTimeOffset at) =>
        status is RegisterStatus.InReview or RegisterStatus.Approved
            ? [
                .. Texts(("control", fields.Control), ("control_owner", fields.ControlOwner), ("reason", fields.Reason)),
                .. Values(("until", fields.Until)),
                .. When(fields.Until <= at, "until", "A waiver ends in the future."),
                .. When(fields.Until > at + StatutoryClocks.LongestWaiver, "until", "A waiver holds for at most 90 days."),
            ]
            : [];

    public string? Interest(Waiver fields, string decider) =>
        fields.ControlOwner == decider ? "the owner of a control does not waive it" : null;
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="Waiver"/>; listed as <c>waiver</c>.</remarks>
internal sealed class WaiverGrain(
    [PersistentState("waiver")] IPersistentState<RegisterState<Waiver>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<Waiver>(storage, catalogue, clock, new WaiverRules(), instruments), IWaiverGrain;
