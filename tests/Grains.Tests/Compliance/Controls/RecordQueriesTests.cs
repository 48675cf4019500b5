using System.Collections.Immutable;
using System.Text.Json;

namespace Kolosal.Compliance.Controls;

public sealed class RecordQueriesTests
{
    public static TheoryData<string> Ids => [.. RecordQueries.All.Select(query => query.Id)];

    public static TheoryData<string> Changed => [.. Mutations.All.Keys];

    [Fact]
    public void Every_query_of_the_records_stands_once_and_in_order()
    {
        int[] numbers =
        [
            .. Enumerable.Range(1, 9), .. Enumerable.Range(11, 36), .. Enumerable.Range(48, 5), .. Enumerable.Range(55, 6), 63, 68, 70, 71,
            72, 75, 77, 78,
        ];
        Assert.Equal(numbers.Select(number => $"Q{number:00}"), RecordQueries.All.Select(query => query.Id));
        Assert.Equal(RecordQueries.All.Length, RecordQueries.All.Select(query => query.Name).Distinct().Count());
        Assert.All(RecordQueries.All, query =>
        {
            Assert.True(query.TimeToLive > TimeSpan.Zero);
            Assert.NotEmpty(query.Owners);
            Assert.EndsWith(".", query.WhenRed, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Integrity_is_red_at_once() => Assert.Equal(
        ["Q04", "Q35", "Q36", "Q37", "Q45", "Q49"], RecordQueries.All.Where(query => query.IsRedAtOnce).Select(query => query.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void In_a_healthy_workspace_it_passes_or_says_what_is_not_recorded(string id)
    {
        var found = Judge(id, PassingWorld.Facts);
        Assert.True(
            found.State == (Mutations.NeverPass.Contains(id) ? ControlState.Missing : ControlState.Pass),
            $"{id}: {found.State}, {found.Reason}, {string.Join("; ", found.Offenders)}");
        if (found.State == ControlState.Missing) Assert.StartsWith("needed: ", found.Reason, StringComparison.Ordinal);
        else Assert.True(found.Asked > 0 && found.Holds == found.Asked);
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public void One_changed_record_makes_it_red_and_is_named(string id)
    {
        var (change, offender) = Mutations.All[id];
        var found = Judge(id, change(PassingWorld.Facts));
        Assert.True(found.State == ControlState.Fail, $"{id}: {found.State}, {found.Reason}");
        Assert.Contains(offender, found.Offenders.Select(one => one.Id));
        Assert.True(found.Holds < found.Asked);
    }

    [Fact]
    public void A_query_without_a_change_that_makes_it_red_has_no_record_at_all() => Assert.Equal(
        [],
        RecordQueries.All.Select(query => query.Id).Where(id => !Mutations.All.ContainsKey(id)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_empty_workspace_is_no_pass(string id)
    {
        var found = Judge(id, new WorkspaceFacts(PassingWorld.Now));
        Assert.Contains(found.State, (ControlState[])[ControlState.NotApplicable, ControlState.Missing]);
        Assert.NotNull(found.Reason);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Equal_facts_give_equal_bytes(string id) => Assert.Equal(
        JsonSerializer.Serialize(Judge(id, PassingWorld.Facts)), JsonSerializer.Serialize(Judge(id, PassingWorld.Facts with { })));

    [Theory]
    [InlineData("Q21", "Q20")]
    [InlineData("Q23", "Q22")]
    public void Silence_of_a_dead_watcher_is_no_pass(string id, string companion)
    {
        var dead = Mutations.All[companion].Change(PassingWorld.Facts);
        var found = Judge(id, dead);
        Assert.Equal(ControlState.Missing, found.State);
        Assert.Contains(companion, found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_red_although_the_watcher_died_since()
    {
        var facts = Mutations.All["Q21"].Change(Mutations.All["Q20"].Change(PassingWorld.Facts));
        Assert.Equal(ControlState.Fail, Judge("Q21", facts).State);
    }

    [Fact]
    public void Without_a_probe_silence_at_the_doors_is_no_pass()
    {
        var deaf = PassingWorld.Facts with { SecurityEvents = [PassingWorld.Facts.SecurityEvents[0]] };
        Assert.Equal(ControlState.Missing, Judge("Q46", deaf).State);
    }

    [Fact]
    public void A_list_that_was_cut_is_not_known_to_hold()
    {
        var cut = PassingWorld.Facts with { Cut = ["Models"] };
        Assert.Equal(ControlState.Error, Judge("Q04", cut).State);
        Assert.Equal(ControlState.Pass, Judge("Q41", cut).State);
    }

    [Fact]
    public void Whoever_brought_the_data_may_promote_when_a_second_person_approved()
    {
        var facts = PassingWorld.Facts.Model(model => model with { Decisions = [model.Decisions[^1] with { By = "dora" }] });
        Assert.Equal(ControlState.Pass, Judge("Q01", facts).State);
        Assert.Equal(ControlState.Fail, Judge("Q01", facts.Model(model => model with
        {
            Approvals = [model.Approvals[0] with { By = "trina" }],
        })).State);
    }

    [Theory]
    [InlineData("Q29"), InlineData("Q45"), InlineData("Q48")]
    public void Without_the_report_of_a_build_nothing_is_proven(string id) => Assert.Equal(
        ControlState.Missing, Judge(id, PassingWorld.Facts with { Outside = new() }).State);

    [Fact]
    public void A_call_from_elsewhere_that_is_let_through_is_red_without_any_report() => Assert.Equal(
        ControlState.Fail, Judge("Q45", Mutations.All["Q45"].Change(PassingWorld.Facts) with { Outside = new() }).State);

    [Theory]
    [InlineData("Q34"), InlineData("Q52")]
    public void Without_the_document_that_it_asks_for_nothing_is_proven(string id) => Assert.Equal(
        ControlState.Missing, Judge(id, PassingWorld.Facts with { Evidence = EvidenceFacts.None }).State);

    [Fact]
    public void A_copy_of_anonymised_rows_is_no_copy_of_people() => Assert.Equal(
        ControlState.Pass, Judge("Q55", PassingWorld.Facts with { Environment = new("test", ["ds_3"]) }).State);

    [Fact]
    public void A_certificate_is_renewed_three_weeks_before_its_end()
    {
        WorkspaceFacts Until(double days) => PassingWorld.Facts with
        {
            Platform = PassingWorld.Facts.Platform! with { Transport = new([new("https://*", true, false, PassingWorld.Now.AddDays(days))], null) },
        };
        Assert.Equal((ControlState.Pass, ControlState.Fail), (Judge("Q50", Until(21.1)).State, Judge("Q50", Until(21)).State));
    }

    [Fact]
    public void A_chain_that_is_damaged_from_its_first_entry_on_is_no_empty_one()
    {
        var facts = PassingWorld.Facts with { Chain = new(0, "Entry 0 is not what was sealed.", 7, null, null, 0) };
        Assert.Equal(ControlState.Fail, Judge("Q35", facts).State);
        Assert.All((string[])["Q36", "Q39", "Q40"], id => Assert.Equal(ControlState.Missing, Judge(id, facts).State));
        Assert.All((string[])["Q35", "Q36", "Q39", "Q40"], id =>
            Assert.Equal(ControlState.NotApplicable, Judge(id, PassingWorld.Facts with { Chain = null }).State));
    }

    [Fact]
    public void A_clock_that_follows_nothing_is_red_and_one_of_which_nothing_is_known_is_missing()
    {
        var host = PassingWorld.Facts.Platform!;
        Assert.Equal(ControlState.Fail, Judge("Q40", PassingWorld.Facts with { Platform = host with { TimeSource = new(false, 16) } }).State);
        Assert.Equal(ControlState.Fail, Judge("Q40", PassingWorld.Facts with { Platform = host with { TimeSource = new(true, 1.1) } }).State);
        Assert.Equal(ControlState.Missing, Judge("Q40", PassingWorld.Facts with { Platform = host with { TimeSource = null } }).State);
    }

    [Fact]
    public void Two_windows_outside_are_not_three_running()
    {
        var facts = PassingWorld.Facts.Model(model => model with
        {
            Fairness = model.Fairness! with { Windows = [PassingWorld.Window(1, 0.7), PassingWorld.Window(2, 0.7), PassingWorld.Window(3, 0.76)] },
        });
        Assert.Equal(ControlState.Pass, Judge("Q23", facts).State);
    }

    [Fact]
    public void A_purpose_outside_the_card_is_red_and_one_that_nobody_declares_is_a_share()
    {
        var healthy = Judge("Q31", PassingWorld.Facts);
        Assert.Equal((ControlState.Pass, 0.25), (healthy.State, healthy.Values["undeclared_share"]));
        Assert.Contains("a share of 0.25", healthy.Reason, StringComparison.Ordinal);

        var all = Declaring(["credit-check"], 1500, further: 0, undeclared: 0);
        Assert.Equal((ControlState.Pass, null, 0.0), (all.State, all.Reason, all.Values["undeclared_share"]));
        Assert.Equal("Version 2 answered 3 requests for the purpose 'credit-check', which its card does not name.", Wrong(Declaring([], 3, 0, 0)));
        Assert.Equal(ControlState.Fail, Declaring(["Credit-check"], 3, 0, 997).State);
        Assert.Contains("7 requests for so many further purposes", Wrong(Declaring(["credit-check"], 3, 7, 0)), StringComparison.Ordinal);

        // Nobody declares anything: nothing is off, and the share says so.
        Assert.Equal(1, Judge("Q31", PassingWorld.Facts.Model(model => model with
        {
            Traffic = model.Traffic! with { WeekPurposes = [new(2, [], ImmutableSortedDictionary<string, long>.Empty, 0, 9)] },
        })).Values["undeclared_share"]);
    }

    private static string Wrong(Judgement found) => Assert.Single(found.Offenders).Wrong;

    private static Judgement Declaring(ImmutableArray<string> intended, long requests, long further, long undeclared) => Judge(
        "Q31", PassingWorld.Facts.Model(model => model with
        {
            Traffic = model.Traffic! with
            {
                WeekPurposes = [new(2, intended, ImmutableSortedDictionary<string, long>.Empty.Add("credit-check", requests), further, undeclared)],
            },
        }));

    [Fact]
    public void The_numbers_of_the_rules_are_parameters()
    {
        var strict = PassingWorld.Facts with { Parameters = new() { KeyDays = 9 } };
        Assert.Equal(ControlState.Fail, Judge("Q41", strict).State);
    }

    private static Judgement Judge(string id, WorkspaceFacts facts) => RecordQueries.All.Single(query => query.Id == id).Judge(facts);
}
