using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>An objective in review can be measured; its values are noted while it stands.</summary>
internal sealed class ManagementObjectiveRules : IRegisterRules<ManagementObjective>
{
    public RegisterKind Kind => RegisterKinds.ManagementObjective;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(ManagementObjective fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. When(fields.MeasuredAt > at, "measured_at", "Nothing was measured later than now."),
            .. When(fields.LastValue is null != fields.MeasuredAt is null, "measured_at", "A value comes with the time at which it was measured."),
            .. status is RegisterStatus.InReview or RegisterStatus.Approved
                ? [
                    .. Texts(("metric", fields.Metric), ("unit", fields.Unit), ("monitor", fields.Monitor)),
                    .. Values(("target", fields.Target), ("side", fields.Side), ("reach_by", fields.ReachBy)),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];

    public ManagementObjective WithoutNoted(ManagementObjective fields) => fields with { LastValue = null, MeasuredAt = null };
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="ManagementObjective"/>; listed as <c>management_objective</c>.</remarks>
internal sealed class ManagementObjectiveGrain(
    [PersistentState("management-objective")] IPersistentState<RegisterState<ManagementObjective>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<ManagementObjective>(storage, catalogue, clock, new ManagementObjectiveRules(), instruments), IManagementObjectiveGrain;
