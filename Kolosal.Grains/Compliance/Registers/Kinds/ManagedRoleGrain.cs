using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A role in review names who holds it and what it is to do; nobody appoints themselves.</summary>
internal sealed class ManagedRoleRules : IRegisterRules<ManagedRole>
{
    public RegisterKind Kind => RegisterKinds.ManagedRole;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(ManagedRole fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Values(("role", fields.Role)),
            .. status is RegisterStatus.InReview or RegisterStatus.Approved ? Texts(("holder", fields.Holder), ("duties", fields.Duties)) : [],
        ];

    public string? Interest(ManagedRole fields, string decider) => fields.Holder == decider ? "nobody appoints themselves" : null;
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="ManagedRole"/>; listed as <c>managed_role</c>.</remarks>
internal sealed class ManagedRoleGrain(
    [PersistentState("managed-role")] IPersistentState<RegisterState<ManagedRole>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<ManagedRole>(storage, catalogue, clock, new ManagedRoleRules(), instruments), IManagedRoleGrain;
