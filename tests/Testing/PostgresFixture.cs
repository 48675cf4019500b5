using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using Xunit;

namespace Kolosal.Testing;

/// <summary>
/// A PostgreSQL server in a temporary folder, on a free loopback port, run by an unprivileged user. Starts at the first
/// <see cref="CreateDatabase"/> and goes with the fixture.
/// </summary>
public sealed class PostgresFixture : IDisposable
{
    private const int Attempts = 3;
    private readonly Lazy<Server> server;

    public PostgresFixture()
        : this(durable: false)
    {
    }

    /// <param name="durable">Commits wait for the disk, as in production; tests that do not pull the plug need not.</param>
    public PostgresFixture(bool durable) => server = new(() => Server.Start(durable));

    /// <summary>Folder with <c>initdb</c> and <c>pg_ctl</c>: what <c>KOLOSAL_POSTGRES_BIN</c>
    /// names, or the newest that Debian's packages installed; null when absent.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>Connection string of a new, empty database.</summary>
    public string CreateDatabase()
    {
        string name = $"test_{Guid.NewGuid():n}";
        using var connection = new NpgsqlConnection(server.Value.ConnectionString("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return server.Value.ConnectionString(name);
    }

    /// <summary>Cuts all connections, as a crash of the server does, and starts it again at the same address.</summary>
    public void Restart()
    {
        server.Value.Crash();
        server.Value.Run();
    }

    /// <summary>Cuts all connections and stays away until <see cref="Return"/>.</summary>
    public void Leave() => server.Value.Crash();

    /// <summary>Starts the server again at the same address.</summary>
    public void Return() => server.Value.Run();

    public void Dispose()
    {
        if (server.IsValueCreated) server.Value.Stop();
    }

    private static string? FindBinaries()
    {
        string? named = Environment.GetEnvironmentVariable("KOLOSAL_POSTGRES_BIN");
        if (named is not null) return named;
        const string Debian = "/usr/lib/postgresql";
        if (!Directory.Exists(Debian)) return null;
        return Directory.GetDirectories(Debian)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private sealed record Server(string Folder, int Port, string Password, bool Durable)
    {
        public static Server Start(bool durable)
        {
            string folder = Directory.CreateTempSubdirectory("kolosal-postgres-").FullName;
            string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), passwordFile = Path.Combine(folder, "password");
            File.WriteAllText(passwordFile, password);
            if (Environment.IsPrivilegedProcess) Run("chown", "-R", "postgres", folder);
            RunUnprivileged("initdb", "-D", Path.Combine(folder, "data"), "-U", "postgres", "--auth=scram-sha-256", $"--pwfile={passwordFile}",
                "--no-sync", "-E", "UTF8", "--locale=C");
            for (int attempt = 1; ; attempt++)
            {
                var server = new Server(folder, FreePorts.Next(), password, durable);
                try
                {
                    server.Run();
                    return server;
                }
                catch (InvalidOperationException) when (attempt < Attempts)
                {
                    // Somebody took the port between the probe and the start: the next attempt asks for another.
                }
            }
        }

        public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = "postgres",
            Password = Password,
            Database = database,
            MaxPoolSize = 20,
        }.ToString();

        public void Run() => RunUnprivileged(
            "pg_ctl", "-D", Path.Combine(Folder, "data"), "-w", "-l", Path.Combine(Folder, "log"), "-o",
            $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={Folder} -c fsync={(Durable ? "on" : "off")}", "start");

        public void Crash() => RunUnprivileged("pg_ctl", "-D", Path.Combine(Folder, "data"), "-m", "immediate", "-w", "stop");

        public void Stop()
        {
            NpgsqlConnection.ClearAllPools();
            Crash();
            Directory.Delete(Folder, recursive: true);
        }

        /// <summary>PostgreSQL refuses to run as root; Debian's package brings the user postgres.</summary>
        private static void RunUnprivileged(string tool, params string[] arguments)
        {
            string path = Path.Combine(Binaries!, tool);
            if (Environment.IsPrivilegedProcess) Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
            else Run(path, arguments);
        }

        private static void Run(string program, params string[] arguments)
        {
            // No redirection: the server would inherit the pipes and never close them.
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/", UseShellExecute = false };
            foreach (string argument in (string[])["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}

/// <summary>A fact that needs a PostgreSQL server; skipped, and counted as such, where none is installed.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (PostgresFixture.Binaries is null) Skip = "PostgreSQL is not installed: apt-get install postgresql, or set KOLOSAL_POSTGRES_BIN.";
    }
}
