using Kolosal.Audit;
using Kolosal.Models;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Explanations;

public class ReasonDictionaryGrainTests
{
    [Fact]
    public async Task A_dictionary_is_kept_audited_and_not_overwritten_unseen()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        var reasons = silo.Grains.ReasonDictionary(model.Key);
        var first = new ReasonDeclaration([new("age", "R1", "Too young"), new("years", "R1", "Too young")]);
        Assert.Equal(ModelId.NoSuchModel, (await reasons.SetAsync(first, null)).Refusal?.Code);
        await model.RegisterAsync();
        Assert.Equal("explain.no-reasons", (await reasons.GetAsync()).Refusal?.Code);
        var kept = await reasons.SetAsync(first, null);
        Assert.Equal((1, "loans"), (kept.Value!.Revision, kept.Value.ModelId));
        Assert.Equal(1, (await reasons.SetAsync(first, null)).Value!.Revision); // saying it again changes nothing
        Assert.Equal("explain.reasons-changed", (await reasons.SetAsync(first with { Favourable = "good" }, 7)).Refusal?.Code);
        var second = await reasons.SetAsync(first with { Favourable = "good" }, 1);
        Assert.Equal((2, "good"), (second.Value!.Revision, second.Value.Declaration.Favourable));
        Assert.NotEqual(kept.Value.Sha256, second.Value.Sha256);
        await silo.Silo.DeactivateAsync(reasons);
        Assert.Equal(second.Value.Sha256, (await silo.Grains.ReasonDictionary(model.Key).GetAsync()).Value!.Sha256);
        var actions = new List<string>();
        await foreach (var line in silo.Grains.Audit(model.Key.Workspace).ExportAsync(0)) actions.Add(line.Entry);
        Assert.Equal(2, actions.Count(entry => entry.Contains("explanation.declare-reasons")));
        Assert.Contains(actions, entry => entry.Contains(kept.Value.Sha256) && entry.Contains(second.Value.Sha256));
    }

    [Fact]
    public async Task A_dictionary_that_says_two_things_is_refused_by_its_place()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var model = new MonitoredModel(silo);
        await model.RegisterAsync();
        (ReasonEntry[] Entries, string Place)[] wrong =
        [
            ([], "$.entries"), ([new("age", "R1", "a"), new("age", "R2", "b")], "$.entries[1].column"), ([new("age", "", "a")], "$.entries[0].code"),
            ([new("age", "R1", " ")], "$.entries[0].text"), ([new("age", "R1", "a"), new("years", "R1", "b")], "$.entries[1].text"),
        ];
        foreach (var (entries, place) in wrong)
        {
            var refused = (await silo.Grains.ReasonDictionary(model.Key).SetAsync(new([.. entries]), null)).Refusal!;
            Assert.Equal(("explain.bad-reasons", place), (refused.Code, Assert.Single(refused.Errors).Key));
        }
    }
}
