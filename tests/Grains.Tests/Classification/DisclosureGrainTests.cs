using System.Collections.Immutable;
using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Classification;

public sealed class DisclosureGrainTests(DisclosureGrainTests.EuropeanSilo shared)
    : IClassFixture<DisclosureGrainTests.EuropeanSilo>, IAsyncLifetime
{
    private const string Asset = "datasets/ds_people";

    private static readonly DisclosureTerms Terms = new("yearly audit", "the auditors", null, null);

    private readonly PlatformSilo silo = shared.Silo;
    private readonly string ws = $"ws-{Guid.NewGuid():N}";

    public async Task InitializeAsync()
    {
        As("dora", "data_owner");
        await ClassifyAsync(Asset, Residency.Global);
    }

    public Task DisposeAsync()
    {
        Principal.Current = null;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Rows_of_persons_leave_under_a_purpose_and_a_recipient_alone()
    {
        As("tom", "data_owner");
        foreach (var terms in (DisclosureTerms?[])[null, Terms with { Purpose = "" }, Terms with { Recipient = " " }, Terms with { Country = "Oz" }])
        {
            var refused = (await MakeAsync("dis_0", terms)).Refusal!;
            Assert.Equal((RefusalKind.Unprocessable, "disclosure.undeclared"), (refused.Kind, refused.Code));
            Assert.NotEmpty(refused.Errors);
        }

        Assert.Equal("disclosure.not-found", (await silo.Grains.Disclosure(ws, "dis_0").GetAsync()).Refusal!.Code);

        // Dora classed the data for others to use; Tom takes them out as she allows.
        var made = (await MakeAsync("dis_1", Terms)).Value!;
        Assert.Equal((DisclosureStatus.Made, "tom", 7L, 1, "dataset.csv"), (made.Status, made.Actor, made.Rows, made.Times, made.Form));
        Assert.Equal((true, "dora", true), (made.Approval!.Approved, made.Approval.By, made.Approval.Standing));
        Assert.Equal((Sensitivity.Internal, DataKind.Pii, false), (made.Sensitivity, made.DataType, made.Abroad));
        Assert.Equal(made.Revision, (await MakeAsync("dis_1", Terms)).Value!.Revision);
    }

    [Fact]
    public async Task A_transfer_abroad_rests_on_something_and_never_leaves_the_residency()
    {
        As("tom", "data_owner");
        Assert.Equal("disclosure.no-basis", (await MakeAsync("dis_1", Terms with { Country = "US" })).Refusal!.Code);
        Assert.False((await MakeAsync("dis_2", Terms with { Country = "FR" })).Value!.Abroad);
        var abroad = (await MakeAsync("dis_3", Terms with { Country = "US", Basis = TransferBasis.StandardClauses })).Value!;
        Assert.Equal((true, "US", TransferBasis.StandardClauses), (abroad.Abroad, abroad.Country, abroad.Basis));

        As("dora", "data_owner");
        await ClassifyAsync("datasets/ds_home", Residency.Eu);
        As("tom", "data_owner");
        var refused = await silo.Grains.Disclosure(ws, "dis_4").MakeAsync(
            new("a", "datasets/ds_home", "dataset.csv", 7, Terms with { Country = "US", Basis = TransferBasis.Adequacy }));
        Assert.Equal("classification.residency", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Whoever_allowed_it_for_themselves_has_nobody_behind_them_until_a_second_person_decides()
    {
        As("dora", "data_owner");
        Assert.Null((await MakeAsync("dis_1", Terms)).Value!.Approval);
        Assert.Equal("disclosure.four-eyes", (await DecideAsync("dis_1", true)).Refusal!.Code);

        As("boss", "reviewer");
        var approved = (await DecideAsync("dis_1", true)).Value!;
        Assert.Equal((DisclosureStatus.Made, "boss", false), (approved.Status, approved.Approval!.By, approved.Approval.Standing));
        Assert.Equal(approved.Revision, (await DecideAsync("dis_1", true)).Value!.Revision);
        Assert.Equal("disclosure.decided", (await DecideAsync("dis_1", false)).Refusal!.Code);
    }

    [Fact]
    public async Task What_was_asked_for_leaves_once_it_is_approved_as_asked_and_in_time()
    {
        As("tom", "data_owner");
        var asked = silo.Grains.Disclosure(ws, "dis_1");
        Assert.Equal(DisclosureStatus.Requested, (await asked.RequestAsync(Asset, Terms)).Value!.Status);
        Assert.True((await asked.RequestAsync(Asset, Terms)).Accepted);
        Assert.Equal("disclosure.exists", (await asked.RequestAsync(Asset, Terms with { Purpose = "another" })).Refusal!.Code);
        Assert.Equal("disclosure.unapproved", (await MakeAsync("dis_1", null)).Refusal!.Code);

        As("boss", "reviewer");
        Assert.Equal(DisclosureStatus.Approved, (await DecideAsync("dis_1", true)).Value!.Status);
        As("eve", "data_owner");
        Assert.Equal("disclosure.not-this", (await MakeAsync("dis_1", null)).Refusal!.Code);
        As("tom", "data_owner");
        Assert.Equal("disclosure.not-this", (await MakeAsync("dis_1", Terms with { Recipient = "others" })).Refusal!.Code);
        Assert.Equal("disclosure.not-this", (await asked.MakeAsync(new("a", "datasets/ds_other", "dataset.csv", 7, null))).Refusal!.Code);

        await MakeAsync("dis_1", null, "once");
        await MakeAsync("dis_1", null, "once");
        var twice = (await MakeAsync("dis_1", null, "again")).Value!;
        Assert.Equal((14L, 2), (twice.Rows, twice.Times));

        As("dora", "data_owner");
        await silo.Grains.Disclosure(ws, "dis_2").RequestAsync(Asset, Terms);
        As("boss", "reviewer");
        Assert.Equal(DisclosureStatus.Refused, (await DecideAsync("dis_2", false)).Value!.Status);
        As("dora", "data_owner");
        Assert.Equal("disclosure.unapproved", (await MakeAsync("dis_2", null)).Refusal!.Code);
    }

    [Fact]
    public async Task A_first_attempt_at_restricted_rows_waits_for_a_second_person()
    {
        As("dora", "data_owner");
        await RestrictAsync();
        As("tom", "data_owner");
        Assert.Equal("disclosure.undeclared", (await MakeAsync("dis_1", null)).Refusal!.Code);
        Assert.Equal("disclosure.not-found", (await silo.Grains.Disclosure(ws, "dis_1").GetAsync()).Refusal!.Code);

        // That Dora classed it is no decision on this disclosure.
        foreach (string attempt in (string[])["a", "b"])
        {
            var refused = (await MakeAsync("dis_1", Terms, attempt)).Refusal!;
            Assert.Equal((RefusalKind.Forbidden, "disclosure.unapproved"), (refused.Kind, refused.Code));
            Assert.Contains("POST /api/compliance/disclosures/dis_1/decisions", refused.Message, StringComparison.Ordinal);
        }

        var waiting = (await silo.Grains.Disclosure(ws, "dis_1").GetAsync()).Value!;
        Assert.Equal((DisclosureStatus.Requested, 0L, 0, "tom"), (waiting.Status, waiting.Rows, waiting.Times, waiting.Actor));
        Assert.Equal("disclosure.four-eyes", (await DecideAsync("dis_1", true)).Refusal!.Code);
        As("boss", "reviewer");
        Assert.True((await DecideAsync("dis_1", true)).Accepted);
        As("tom", "data_owner");
        var made = (await MakeAsync("dis_1", Terms, "c")).Value!;
        Assert.Equal((DisclosureStatus.Made, 7L, 1, "boss"), (made.Status, made.Rows, made.Times, made.Approval!.By));
        Assert.Equal("disclosure.not-this", (await MakeAsync("dis_1", Terms with { Recipient = "others" })).Refusal!.Code);
    }

    [Fact]
    public async Task What_a_second_person_refused_says_so()
    {
        As("dora", "data_owner");
        await RestrictAsync();
        As("tom", "data_owner");
        Assert.False((await MakeAsync("dis_1", Terms)).Accepted);
        As("boss", "reviewer");
        Assert.True((await DecideAsync("dis_1", false)).Accepted);
        As("tom", "data_owner");
        var refused = (await MakeAsync("dis_1", Terms)).Refusal!;
        Assert.Equal("disclosure.unapproved", refused.Code);
        Assert.Contains("boss refused it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_ends()
    {
        var clock = new FakeTimeProvider(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        await using var aged = await PlatformSilo.StartAsync([], clock: clock);
        var asked = aged.Grains.Disclosure(ws, "dis_1");
        As("tom", "data_owner");
        await asked.RequestAsync(Asset, Terms);
        As("boss", "reviewer");
        Assert.Equal(clock.GetUtcNow().AddDays(30), (await asked.DecideAsync(true, null)).Value!.ApprovedUntil);
        clock.Advance(TimeSpan.FromDays(30.1));
        As("tom", "data_owner");
        Assert.Equal("disclosure.not-this", (await asked.MakeAsync(new("a", Asset, "dataset.csv", 7, null))).Refusal!.Code);
    }

    private void As(string subject, params ImmutableArray<string> roles) => Principal.Current = new(ws, subject, roles);

    private Task<Result<DisclosureRecord>> MakeAsync(string id, DisclosureTerms? terms, string attempt = "a") =>
        silo.Grains.Disclosure(ws, id).MakeAsync(new(attempt, Asset, "dataset.csv", 7, terms));

    private Task<Result<DisclosureRecord>> DecideAsync(string id, bool approve) => silo.Grains.Disclosure(ws, id).DecideAsync(approve, "why");

    private async Task RestrictAsync() => Assert.True(
        (await silo.Grains.ClassificationOf(ws, Asset).ChangeAsync(new(Sensitivity: Sensitivity.Restricted), null)).Accepted);

    private async Task ClassifyAsync(string asset, Residency residency) => Assert.True((await silo.Grains.ClassificationOf(ws, asset)
        .ClassifyAsync(new(asset, Sensitivity.Internal, DataKind.Pii, residency, false, null, [], "dora", null))).Accepted);

    public sealed class EuropeanSilo() : SharedSilo(() => PlatformSilo.StartAsync(new() { ["Kolosal:Classification:Region"] = "eu" }));
}
