using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads the features' records into facts, by the lists and, where a list leaves out what is asked for, by the records themselves.</summary>
/// <remarks>
/// It reads as the system, whoever asked: what a control says must not depend on what its reader may see. Equal records at one moment give
/// equal facts, in the order of their ids. Lists are read to a bound (<see cref="FactLists.MostPages"/>); a feature with more is named in
/// <see cref="WorkspaceFacts.Cut"/>. A storage that fails makes the reading fail: half of the facts would pass for all of them.
/// </remarks>
internal sealed class FactsReader(
    ICatalogue catalogue, ModelFactsReader models, DatasetFactsReader datasets, RecordFactsReader records,
    DisclosureFactsReader disclosures, ChainFactsReader chains,
    PlatformFactsReader platform, EnvironmentFactsReader environments, IRegisterFactsReader registers,
    IOptionsMonitor<QueryParameters> parameters, TimeProvider clock)
    : IFactsReader
{
    public async Task<WorkspaceFacts> ReadAsync(string workspace, CancellationToken cancel)
    {
        var caller = Principal.Current;
        Principal.Current = null;
        try
        {
            var now = clock.GetUtcNow();
            var lists = new FactLists(catalogue, workspace, cancel);
            var found = new WorkspaceFacts(now) { Parameters = parameters.CurrentValue, Models = await models.ReadAsync(lists, now) };
            var (runs, replays) = await models.RunsAsync(lists, found.Models, now);
            found = found with { Runs = runs, Replays = replays };
            found = found with { Datasets = await datasets.ReadAsync(lists, found) };
            found = await records.ReadAsync(lists, found);
            return found with
            {
                Disclosures = await disclosures.ReadAsync(lists, found),
                Chain = await chains.ReadAsync(workspace, now, cancel),
                Platform = await platform.ReadAsync(workspace, cancel),
                Environment = await environments.ReadAsync(workspace, cancel),
                Registers = await registers.ReadAsync(workspace, cancel),
                Cut = lists.Cut,
            };
        }
        finally
        {
            Principal.Current = caller;
        }
    }

    public async Task<WorkspaceFacts> RefreshAsync(string workspace, WorkspaceFacts facts, int turn)
    {
        var caller = Principal.Current;
        Principal.Current = null;
        try
        {
            return facts with
            {
                Parameters = parameters.CurrentValue,
                Models = await models.RefreshAsync(new(catalogue, workspace, CancellationToken.None), facts.Models, clock.GetUtcNow(), turn),
                Platform = await platform.ReadAsync(workspace, CancellationToken.None),
                Environment = await environments.ReadAsync(workspace, CancellationToken.None),
            };
        }
        finally
        {
            Principal.Current = caller;
        }
    }
}
