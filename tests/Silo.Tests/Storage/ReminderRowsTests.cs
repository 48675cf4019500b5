using Kolosal.Storage.Sqlite;

namespace Kolosal.Storage;

public sealed class ReminderRowsTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly StorageFolder _folder = new();
    private readonly GrainId _grain = GrainId.Create("run", "acme/run_1");
    private SqliteDatabase _database;

    public ReminderRowsTests() => _database = Open();

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_reminder_is_there_after_a_restart()
    {
        await new ReminderRows(_database).SaveAsync(_grain, "wake", Start, TimeSpan.FromMinutes(5));
        _database.Dispose();
        _database = Open();
        Assert.Equal(new ReminderRow(_grain, "wake", Start, TimeSpan.FromMinutes(5), "0"), Assert.Single(new ReminderRows(_database).All()));
    }

    [Fact]
    public async Task A_reminder_of_the_same_grain_and_name_is_replaced_under_a_new_tag()
    {
        var rows = new ReminderRows(_database);
        await rows.SaveAsync(_grain, "wake", Start, TimeSpan.FromMinutes(5));
        Assert.Equal("1", await rows.SaveAsync(_grain, "wake", Start.AddDays(1), TimeSpan.FromMinutes(6)));
        await rows.SaveAsync(_grain, "other", Start, TimeSpan.FromMinutes(1));
        Assert.Equal(2, rows.All().Count);
        Assert.Contains(new ReminderRow(_grain, "wake", Start.AddDays(1), TimeSpan.FromMinutes(6), "1"), rows.All());
    }

    [Fact]
    public async Task Removing_asks_for_the_last_tag_or_for_none()
    {
        var rows = new ReminderRows(_database);
        string tag = await rows.SaveAsync(_grain, "wake", Start, TimeSpan.FromMinutes(5));
        string later = await rows.SaveAsync(_grain, "wake", Start, TimeSpan.FromMinutes(5));
        Assert.False(await rows.RemoveAsync(_grain, "wake", tag));
        Assert.True(await rows.RemoveAsync(_grain, "wake", later));
        Assert.False(await rows.RemoveAsync(_grain, "wake"));
        await rows.SaveAsync(_grain, "wake", Start, TimeSpan.FromMinutes(5));
        Assert.True(await rows.RemoveAsync(_grain, "wake"));
        Assert.Empty(rows.All());
    }

    private SqliteDatabase Open() => new(Path.Combine(_folder.Root, "test.db"), SqliteSynchronous.Normal);
}
