namespace Kolosal.Backup;

public class BackupRulesTests
{
    private static readonly DateTimeOffset Day0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_chain_goes_whole_when_all_of_it_is_old_and_the_latest_stay()
    {
        KeptBackup[] kept =
        [
            Of("f1", null, 0), Of("i1", "f1", 1), Of("i2", "i1", 2), Of("f2", null, 10), Of("d2", "f2", 40), Of("f3", null, 20), Of("f4", null, 30),
        ];
        // Young from day 35 on: f2 has a young differential; f1 and f3 are old; of the fulls the two latest, f4 and f3, stay.
        Assert.Equal(["i2", "i1", "f1"], BackupChains.ToRemove(kept, Day0.AddDays(35), 2));
        Assert.Equal(["i2", "i1", "f1", "f3"], BackupChains.ToRemove(kept, Day0.AddDays(35), 1));
        Assert.Empty(BackupChains.ToRemove(kept, Day0, 1));
        Assert.Empty(BackupChains.ToRemove([Of("f", null, 0)], Day0.AddDays(999), 1)); // never the last one
        Assert.Empty(BackupChains.ToRemove([], Day0, 1));
    }

    [Fact]
    public void What_stands_on_something_that_is_gone_goes_when_it_is_old() =>
        Assert.Equal(["i"], BackupChains.ToRemove([Of("f", null, 50), Of("i", "lost", 0)], Day0.AddDays(10), 1));

    [Fact]
    public void A_circle_of_bases_ends() => // only a tampered list has one
        Assert.Equal(2, BackupChains.ToRemove([Of("a", "b", 0), Of("b", "a", 0), Of("f", null, 0)], Day0.AddDays(1), 1).Count);

    [Fact]
    public void Golden_rows_are_compared_by_their_bits()
    {
        var tally = new GoldenTally();
        tally.Compare([0.1, 0.9], [0.1, 0.9]);
        tally.Compare([0.1, 0.9], [0.1, Math.BitIncrement(0.9)]);
        tally.Compare([0.0], [-0.0]);
        tally.Compare([double.NaN], [double.NaN]);
        tally.Compare([1], [1, 2]);
        tally.Skip(3);
        Assert.Equal((5, 2, 3), (tally.Rows, tally.Equal, tally.Skipped));
    }

    [Theory]
    [InlineData("0 2 * * 0", null, null, "2026-01-04T02:00:00Z", BackupType.Full)] // 4 January 2026 is a Sunday
    [InlineData("0 2 * * 0", "0 * * * *", null, "2026-01-04T02:00:30Z", BackupType.Full)] // both are due: the most thorough
    [InlineData("0 2 * * 0", "0 * * * *", "0 3 * * *", "2026-01-04T03:00:00Z", BackupType.Differential)]
    public void The_most_thorough_of_what_is_due_is_taken(string full, string? incremental, string? differential, string now, BackupType expected)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var schedule = new BackupSchedule(true, full, incremental, differential, null, null, 30, 1);
        Assert.Equal(expected, BackupScheduling.DueBackup(schedule, at.AddMinutes(-1), at));
        Assert.Null(BackupScheduling.DueBackup(schedule with { Enabled = false }, at.AddDays(-30), at));
    }

    [Fact]
    public void A_schedule_that_cannot_be_meant_is_refused_member_by_member()
    {
        var refused = BackupScheduling.Refuse(new(true, "often", "0 * * *", null, "x", "Mars/Olympus", 0, 101))!;
        Assert.Equal("backup.bad-schedule", refused.Code);
        Assert.Equal(
            ["$.drill", "$.full", "$.incremental", "$.keep_days", "$.keep_fulls", "$.time_zone"], refused.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Null(BackupScheduling.Refuse(BackupScheduling.Defaults));
        Assert.Null(BackupScheduling.Refuse(BackupScheduling.Defaults with { KeepDays = 3_660, KeepFulls = 100 }));
        Assert.NotNull(BackupScheduling.Refuse(BackupScheduling.Defaults with { KeepDays = 3_661 }));
    }

    private static KeptBackup Of(string id, string? baseId, int day) => new(id, baseId, Day0.AddDays(day));
}
