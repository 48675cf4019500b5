using Kolosal.Storage.Sqlite;

namespace Kolosal.Storage;

public sealed class ReminderRowsTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly StorageFolder folder = new();
    private readonly GrainId grain = GrainId.Create("run", "acme/run_1");
    private SqliteDatabase database;

    public ReminderRowsTests() => database = Open();

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_reminder_is_there_after_a_restart()
    {
        await new ReminderRows(database).SaveAsync(grain, "wake", Start, TimeSpan.FromMinutes(5));
        database.Dispose();
        database = Open();
        Assert.Equal(new ReminderRow(grain, "wake", Start, TimeSpan.FromMinutes(5), "0"), Assert.Single(new ReminderRows(database).All()));
    }

    [Fact]
    public async Task A_reminder_of_the_same_grain_and_name_is_replaced_under_a_new_tag()
    {
        var rows = new ReminderRows(database);
        await rows.SaveAsync(grain, "wake", Start, TimeSpan.FromMinutes(5));
        Assert.Equal("1", await rows.SaveAsync(grain, "wake", Start.AddDays(1), TimeSpan.FromMinutes(6)));
        await rows.SaveAsync(grain, "other", Start, TimeSpan.FromMinutes(1));
        Assert.Equal(2, rows.All().Count);
        Assert.Contains(new ReminderRow(grain, "wake", Start.AddDays(1), TimeSpan.FromMinutes(6), "1"), rows.All());
    }

    [Fact]
    public async Task Removing_asks_for_the_last_tag_or_for_none()
    {
        var rows = new ReminderRows(database);
        string tag = await rows.SaveAsync(grain, "wake", Start, TimeSpan.FromMinutes(5));
        string later = await rows.SaveAsync(grain, "wake", Start, TimeSpan.FromMinutes(5));
        Assert.False(await rows.RemoveAsync(grain, "wake", tag));
        Assert.True(await rows.RemoveAsync(grain, "wake", later));
        Assert.False(await rows.RemoveAsync(grain, "wake"));
        await rows.SaveAsync(grain, "wake", Start, TimeSpan.FromMinutes(5));
        Assert.True(await rows.RemoveAsync(grain, "wake"));
        Assert.Empty(rows.All());
    }

    private SqliteDatabase Open() => new(Path.Combine(folder.Root, "test.db"), SqliteSynchronous.Normal);
}
