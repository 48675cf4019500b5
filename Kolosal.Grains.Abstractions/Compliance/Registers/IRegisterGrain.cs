using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Compliance.Registers;

/// <summary>One record of a register. Key <c>workspace/id</c>. Each kind has an interface of its own that names its fields.</summary>
/// <typeparam name="TFields">What people write into it.</typeparam>
[Alias("kolosal.registers.IRegisterGrain`1")]
public interface IRegisterGrain<TFields> : IGrainWithStringKey
    where TFields : RegisterFields
{
    /// <summary>The record; 404 when there is none.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<Registered<TFields>>> GetAsync();

    /// <summary>Makes the record. The same again changes nothing; another one under its name is refused with 409.</summary>
    [Alias("Create"), RequiresPermission(Permission.ComplianceWrite)]
    Task<Result<Registered<TFields>>> CreateAsync(TFields fields);

    /// <summary>Changes what is given; what is null stays. 409 in a status that is decided, 412 for another revision than the expected one.</summary>
    [Alias("Change"), RequiresPermission(Permission.ComplianceWrite)]
    Task<Result<Registered<TFields>>> ChangeAsync(TFields change, long? expectedRevision);

    /// <summary>Takes it to another status of its transition table, other than one that somebody else must decide.</summary>
    /// <returns>Refused with <c>workflow.transition-not-allowed</c> outside the table, with <c>registers.incomplete</c> while fields that the
    /// status needs are missing, and with <c>registers.needs-decision</c>; the present status changes nothing.</returns>
    [Alias("Move"), RequiresPermission(Permission.ComplianceWrite)]
    Task<Result<Registered<TFields>>> MoveAsync(RegisterMove move);

    /// <summary>Approves, rejects or confirms it, as the table allows.</summary>
    /// <returns>Refused like <see cref="MoveAsync"/>, and with <c>registers.four-eyes</c> for whoever wrote or changed it.</returns>
    [Alias("Decide"), RequiresPermission(Permission.ComplianceApprove)]
    Task<Result<Registered<TFields>>> DecideAsync(RegisterMove move);
}
