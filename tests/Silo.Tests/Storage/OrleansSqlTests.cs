using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Storage;

/// <summary>Runs the statements that Orleans' AdoNet providers will run, with the parameters they will bind, against their contract.</summary>
public sealed class OrleansSqlTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly string cluster = $"c{Guid.NewGuid():n}";

    [PostgresFact]
    public async Task Every_statement_the_providers_ask_for_is_there()
    {
        await using var command = server.Migrated.Source.CreateCommand("SELECT QueryKey FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        var keys = new List<string>();
        while (await reader.ReadAsync()) keys.Add(reader.GetString(0));
        Assert.Equal(
            [
                "CleanupDefunctSiloEntriesKey", "ClearStorageKey", "DeleteMembershipTableEntriesKey", "DeleteReminderRowKey", "DeleteReminderRowsKey",
                "DeleteStorageKey", "GatewaysQueryKey", "InsertMembershipKey", "InsertMembershipVersionKey", "MembershipReadAllKey",
                "MembershipReadRowKey",
                "ReadFromStorageKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "ReadReminderRowsKey", "UpdateIAmAlivetimeKey",
                "UpdateMembershipKey", "UpsertReminderRowKey", "WriteToStorageKey",
            ],
            keys.Order(StringComparer.Ordinal));
    }

    [PostgresFact]
    public async Task A_state_is_written_under_its_version_only()
    {
        Assert.Equal(1, await WriteAsync(null, [1]));
        Assert.Null(await WriteAsync(null, [2])); // A second first write: null comes back, which the provider takes as a conflict.
        Assert.Equal(2, await WriteAsync(1, [3]));
        Assert.Equal(1, await WriteAsync(1, [4])); // Stale: the version that came in comes back.
        Assert.Equal(7, await WriteAsync(7, [5]));

        var row = Assert.Single(await RowsAsync("ReadFromStorageKey", Key()));
        Assert.Equal(["payloadbinary", "readat", "version"], row.Keys);
        Assert.Equal(new byte[] { 3 }, row["payloadbinary"]);
        Assert.Equal(2, row["version"]);
    }

    [PostgresFact]
    public async Task A_first_write_of_a_key_that_does_not_exist_under_a_version_is_a_conflict()
    {
        Assert.Equal(3, await WriteAsync(3, [1]));
        Assert.Empty(await RowsAsync("ReadFromStorageKey", Key()));
    }

    [PostgresFact]
    public async Task An_absent_extension_is_one_key_and_not_many()
    {
        Assert.Equal(1, await WriteAsync(null, [1], extension: null));
        Assert.Null(await WriteAsync(null, [2], extension: null));
        Assert.Equal(1, await WriteAsync(null, [1], extension: "acme/one"));
        Assert.Single(await RowsAsync("ReadFromStorageKey", Key(null)));
    }

    [PostgresFact]
    public async Task Racing_first_writes_have_one_winner()
    {
        int?[] versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => WriteAsync(null, [(byte)i])));
        Assert.Equal(1, versions.Count(version => version == 1));
        Assert.Equal(15, versions.Count(version => version is null));
    }

    [PostgresFact]
    public async Task Racing_updates_have_one_winner()
    {
        await WriteAsync(null, [0]);
        int?[] versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => WriteAsync(1, [(byte)i])));
        Assert.Equal(1, versions.Count(version => version == 2));
        Assert.Equal(15, versions.Count(version => version == 1));
    }

    [PostgresFact]
    public async Task A_cleared_state_counts_on_and_a_deleted_one_is_gone()
    {
        await WriteAsync(null, [1]);
        Assert.Empty(await RowsAsync("ClearStorageKey", [.. Key(), ("GrainStateVersion", 9)]));
        Assert.Equal(2, Assert.Single(await RowsAsync("ClearStorageKey", [.. Key(), ("GrainStateVersion", 1)]))["newgrainstateversion"]);
        Assert.Equal(DBNull.Value, Assert.Single(await RowsAsync("ReadFromStorageKey", Key()))["payloadbinary"]);
        Assert.Equal(3, await WriteAsync(2, [2]));
        Assert.Empty(await RowsAsync("DeleteStorageKey", [.. Key(), ("GrainStateVersion", 2)]));
        Assert.Equal(4, Assert.Single(await RowsAsync("DeleteStorageKey", [.. Key(), ("GrainStateVersion", 3)]))["newgrainstateversion"]);
        Assert.Empty(await RowsAsync("ReadFromStorageKey", Key()));
    }

    [PostgresFact]
    public async Task Clearing_what_was_never_written_gives_a_version_to_go_on_from()
    {
        Assert.Equal(1, Assert.Single(await RowsAsync("ClearStorageKey", [.. Key(), ("GrainStateVersion", DBNull.Value)]))["newgrainstateversion"]);
        Assert.Equal(2, await WriteAsync(1, [1]));
    }

    [PostgresFact]
    public async Task Membership_changes_only_under_the_version_that_was_read()
    {
        Assert.Equal(1, await CountAsync("InsertMembershipVersionKey", ("DeploymentId", cluster)));
        Assert.Equal(0, await CountAsync("InsertMembershipVersionKey", ("DeploymentId", cluster)));
        var empty = Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", cluster)));
        Assert.Equal((DBNull.Value, 0), ((DBNull)empty["starttime"], (int)empty["version"]));

        Assert.Equal(1, await InsertAsync(port: 1, version: 0));
        Assert.Equal(0, await InsertAsync(port: 2, version: 0)); // Stale version.
        Assert.Equal(0, await InsertAsync(port: 1, version: 1)); // Member is there: the version stays as well.
        Assert.Equal(1, await InsertAsync(port: 2, version: 1));
        Assert.Equal(0, await UpdateAsync(port: 1, status: 3, version: 1));
        Assert.Equal(0, await UpdateAsync(port: 9, status: 3, version: 2)); // No such member: the version stays as well.
        Assert.Equal(1, await UpdateAsync(port: 1, status: 3, version: 2));

        var members = await RowsAsync("MembershipReadAllKey", ("DeploymentId", cluster));
        Assert.Equal([3, 3], members.Select(member => (int)member["version"]));
        var one = Assert.Single(await RowsAsync("MembershipReadRowKey", ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", 1),
            ("Generation", 5)));
        Assert.Equal(("silo", "host", 3, 30001, "10.0.0.1:1@1,2026"),
            ((string)one["siloname"], (string)one["hostname"], (int)one["status"], (int)one["proxyport"], (string)one["suspecttimes"]));
        Assert.Equal(Now, one["starttime"]);
        var none = Assert.Single(await RowsAsync("MembershipReadRowKey", ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", 9),
            ("Generation", 5)));
        Assert.Equal((DBNull.Value, 3), ((DBNull)none["address"], (int)none["version"]));
    }

    [PostgresFact]
    public async Task Racing_members_have_one_winner_per_version()
    {
        await CountAsync("InsertMembershipVersionKey", ("DeploymentId", cluster));
        int[] changed = await Task.WhenAll(Enumerable.Range(1, 12).Select(port => InsertAsync(port, version: 0)));
        Assert.Equal(1, changed.Sum());
        Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", cluster)));
    }

    [PostgresFact]
    public async Task Gateways_are_active_members_with_a_proxy_port()
    {
        await CountAsync("InsertMembershipVersionKey", ("DeploymentId", cluster));
        await InsertAsync(port: 1, version: 0);
        await InsertAsync(port: 2, version: 1, proxyPort: 0);
        await InsertAsync(port: 3, version: 2);
        await UpdateAsync(port: 1, status: 3, version: 3);
        await UpdateAsync(port: 2, status: 3, version: 4);
        var gateway = Assert.Single(await RowsAsync("GatewaysQueryKey", ("DeploymentId", cluster), ("Status", 3)));
        Assert.Equal(("127.0.0.1", 30001, 5), ((string)gateway["address"], (int)gateway["proxyport"], (int)gateway["generation"]));
    }

    [PostgresFact]
    public async Task Defunct_members_are_cleaned_up_and_active_ones_are_not()
    {
        await CountAsync("InsertMembershipVersionKey", ("DeploymentId", cluster));
        await InsertAsync(port: 1, version: 0);
        await InsertAsync(port: 2, version: 1);
        await InsertAsync(port: 3, version: 2);
        await UpdateAsync(port: 1, status: 3, version: 3);
        await RowsAsync(
            "UpdateIAmAlivetimeKey", ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", 2), ("Generation", 5),
                ("IAmAliveTime", Now.AddHours(2)));
        await RowsAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", cluster), ("IAmAliveTime", Now.AddHours(1)));
        Assert.Equal([1, 2], (await RowsAsync("MembershipReadAllKey", ("DeploymentId", cluster))).Select(member => (int)member["port"]).Order());
        await RowsAsync("DeleteMembershipTableEntriesKey", ("DeploymentId", cluster));
        Assert.Empty(await RowsAsync("MembershipReadAllKey", ("DeploymentId", cluster)));
    }

    [PostgresFact]
    public async Task A_reminder_counts_its_versions_and_is_deleted_under_the_last()
    {
        Assert.Equal(0, await RemindAsync("acme/one", "wake", 10));
        Assert.Equal(1, await RemindAsync("acme/one", "wake", 10));
        Assert.Equal(0, await RemindAsync("acme/one", "other", 10));
        var row = Assert.Single(await RowsAsync("ReadReminderRowKey", ("ServiceId", cluster), ("GrainId", "acme/one"), ("ReminderName", "wake")));
        Assert.Equal(("acme/one", "wake", Now, 60_000L, 1),
            ((string)row["grainid"], (string)row["remindername"], (DateTime)row["starttime"], (long)row["period"], (int)row["version"]));
        Assert.Equal(2, (await RowsAsync("ReadReminderRowsKey", ("ServiceId", cluster), ("GrainId", "acme/one"))).Count);

        Assert.Equal(0, await CountAsync("DeleteReminderRowKey", ("ServiceId", cluster), ("GrainId", "acme/one"), ("ReminderName", "wake"),
            ("Version", 0)));
        Assert.Equal(1, await CountAsync("DeleteReminderRowKey", ("ServiceId", cluster), ("GrainId", "acme/one"), ("ReminderName", "wake"),
            ("Version", 1)));
        await RowsAsync("DeleteReminderRowsKey", ("ServiceId", cluster));
        Assert.Empty(await RowsAsync("ReadReminderRowsKey", ("ServiceId", cluster), ("GrainId", "acme/one")));
    }

    [PostgresFact]
    public async Task Reminder_ranges_are_open_below_closed_above_and_may_wrap()
    {
        foreach (int hash in new[] { int.MinValue, -5, 0, 5, int.MaxValue }) await RemindAsync($"acme/{hash}", "wake", hash);
        Assert.Equal(new[] { 0, 5 }, await RangeAsync("ReadRangeRows1Key", -5, 5));
        Assert.Equal(new[] { int.MinValue, -5, int.MaxValue }, await RangeAsync("ReadRangeRows2Key", 5, -5));
        Assert.Equal(5, (await RangeAsync("ReadRangeRows2Key", 0, 0)).Length);
    }

    private async Task<int[]> RangeAsync(string key, int begin, int end) =>
        [.. (await RowsAsync(key, ("ServiceId", cluster), ("BeginHash", begin), ("EndHash", end)))
            .Select(row => int.Parse(((string)row["grainid"])["acme/".Length..])).Order()];

    private async Task<int> RemindAsync(string grain, string name, int hash) => (int)Assert.Single(await RowsAsync(
        "UpsertReminderRowKey", ("ServiceId", cluster), ("GrainHash", hash), ("GrainId", grain), ("ReminderName", name), ("StartTime", Now),
            ("Period", 60_000L)))["version"];

    private Task<int> InsertAsync(int port, int version, int proxyPort = 30001) => CountAsync(
        "InsertMembershipKey", ("DeploymentId", cluster), ("IAmAliveTime", Now), ("SiloName", "silo"), ("HostName", "host"),
        ("Address", "127.0.0.1"),
        ("Port", port), ("Generation", 5), ("StartTime", Now), ("Status", 1), ("ProxyPort", proxyPort), ("Version", version));

    private Task<int> UpdateAsync(int port, int status, int version) => CountAsync(
        "UpdateMembershipKey", ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", port), ("Generation", 5), ("IAmAliveTime", Now),
        ("Status", status), ("SuspectTimes", "10.0.0.1:1@1,2026"), ("Version", version));

    private async Task<int?> WriteAsync(int? version, byte[] payload, string? extension = "acme/key") =>
        Assert.Single(await RowsAsync("WriteToStorageKey",
            [.. Key(extension), ("GrainStateVersion", (object?)version ?? DBNull.Value), ("PayloadBinary", payload)]))
            ["newgrainstateversion"] as int?;

    private (string, object)[] Key(string? extension = "acme/key") =>
    [
        ("GrainIdHash", -7), ("GrainIdN0", 0L), ("GrainIdN1", 0L), ("GrainTypeHash", 9), ("GrainTypeString", "counter"),
        ("GrainIdExtensionString", (object?)extension ?? DBNull.Value), ("ServiceId", cluster),
    ];

    private async Task<int> CountAsync(string key, params (string Name, object Value)[] values) =>
        (int)Assert.Single(Assert.Single(await RowsAsync(key, values))).Value;

    private async Task<List<Dictionary<string, object>>> RowsAsync(string key, params (string Name, object Value)[] values)
    {
        await using var find = server.Migrated.Source.CreateCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1");
        find.Parameters.Add(new NpgsqlParameter { Value = key });
        await using var command = server.Migrated.Source.CreateCommand((string)(await find.ExecuteScalarAsync())!);
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object>>();
        while (await reader.ReadAsync()) rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        return rows;
    }
}
