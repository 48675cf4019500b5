using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A supplier in review is assessed, with terms, contract and place.</summary>
internal sealed class SupplierRules : IRegisterRules<Supplier>
{
    public RegisterKind Kind => RegisterKinds.Supplier;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(Supplier fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Hashes(("contract_hash", fields.ContractHash)),
            .. status is RegisterStatus.InReview or RegisterStatus.Approved
                ? [
                    .. Texts(("licence", fields.Licence), ("assessment", fields.Assessment), ("contract_hash", fields.ContractHash),
                        ("location", fields.Location)),
                    .. When(fields is { Items: not { IsDefaultOrEmpty: false }, About: not { IsDefaultOrEmpty: false } }, "items",
                        "Name what comes from there: records in about, anything else in items."),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="Supplier"/>; listed as <c>supplier</c>.</remarks>
internal sealed class SupplierGrain(
    [PersistentState("supplier")] IPersistentState<RegisterState<Supplier>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<Supplier>(storage, catalogue, clock, new SupplierRules(), instruments), ISupplierGrain;
