using Kolosal.Subjects;
using Orleans.Concurrency;

namespace Kolosal.Privacy;

/// <remarks>Keeps nothing; asks every <see cref="ISubjectHolder"/> of the silo in turn: the records behind what is recorded, the backups last.
/// </remarks>
[StatelessWorker]
internal sealed class SubjectSweepGrain(IEnumerable<ISubjectHolder> holders, WorkspaceDigests digests) : Grain, ISubjectSweepGrain
{
    public async Task<ImmutableArray<SubjectPlace>> SweepAsync(SubjectSweep sweep)
    {
        string workspace = ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;
        var erasure = new SubjectErasure(
            workspace, sweep.Identity, digests.Match(workspace, sweep.Identity), sweep.Datasets, sweep.RemovePackages,
            sweep.Blobs.IsDefault ? [] : sweep.Blobs, sweep.Order);
        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        foreach (var holder in holders.OrderBy(holder => holder.Turn))
            places.AddRange(await holder.EraseAsync(erasure, CancellationToken.None));
        return places.ToImmutable();
    }
}
