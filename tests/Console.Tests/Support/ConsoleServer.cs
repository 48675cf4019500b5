using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.WebConsole.Support;

/// <summary>The real program in a process of its own, with its data in a temporary folder that goes with it.</summary>
internal sealed partial class ConsoleServer : IAsyncDisposable
{
    /// <summary>The admin key that the server is started with.</summary>
    public const string AdminKey = "kol_default.admin_consoleconsoleconsoleconsoleconsolecons";

    /// <summary>The key of who runs the installation and sees no workspace's data.</summary>
    public const string OperatorKey = "kol_default.operator_consoleconsoleconsoleconsoleconsolec";

    private readonly string _folder;
    private Process _process;

    private ConsoleServer(string folder, Process process, Uri address) => (_folder, _process, Address) = (folder, process, address);

    public Uri Address { get; }

    public string Url(string path) => $"{Address.ToString().TrimEnd('/')}/console/{path}";

    public static async Task<ConsoleServer> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-console-").FullName;
        var (process, address) = await RunAsync(folder, "http://127.0.0.1:0");
        return new(folder, process, address);
    }

    /// <summary>Ends the process and starts another at the same address with the same data.</summary>
    public async Task RestartAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        (_process, _) = await RunAsync(_folder, Address.ToString());
    }

    /// <summary>Asks the API.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, string key = AdminKey)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Api-Key", key);
        using var answer = await client.SendAsync(request);
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? document : throw new InvalidOperationException(document.ToString());
    }

    public async Task DeleteAsync(string path, string key)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        request.Headers.Add("X-Api-Key", key);
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A key of somebody with a role.</summary>
    public async Task<string> KeyAsync(string role)
    {
        var made = await SendAsync(HttpMethod.Post, "/api/security/api-keys", new { name = role, roles = new[] { role } });
        return made.GetProperty("api_key").GetString()!;
    }

    /// <summary>An admin's key of a workspace that nothing is in yet, made with a token of an issuer that the server trusts.</summary>
    public async Task<string> KeyOfWorkspaceAsync(string workspace)
    {
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", IssuedTokens.Admin(workspace));
        using var answer = await client.PostAsJsonAsync("/api/security/api-keys", new { name = "admin", roles = new[] { "admin" } });
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? made.GetProperty("api_key").GetString()! : throw new InvalidOperationException(made.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(Process Process, Uri Address)> RunAsync(string folder, string address)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (string argument in new[] { Program(), "up", "--urls", address, "--Kolosal:Logging:Level=Warning" }) start.ArgumentList.Add(argument);
        start.Environment["Kolosal__DataDirectory"] = Path.Combine(folder, "data");
        start.Environment["Kolosal__Access__AdminKey"] = AdminKey;
        start.Environment["Kolosal__Access__OperatorKey"] = OperatorKey;
        foreach (var (name, value) in IssuedTokens.Settings) start.Environment[$"Kolosal__Access__Jwt__Keys__0__{name}"] = value;
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Serves().Match(line) is { Success: true } serves)
            {
                // The pipe must be emptied, or the server would wait for its reader one day.
                _ = process.StandardOutput.ReadToEndAsync();
                return (process, new Uri(serves.Groups[1].Value));
            }
            said.Add(line);
        }
        throw new InvalidOperationException($"The server did not start: {string.Join('\n', said)}");
    }

    private static string Program()
    {
        string[] parts = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        string built = Path.Combine(SharedFolders.Repository, "Kolosal.Api", "bin", parts[^2], parts[^1], "Kolosal.Api.dll");
        return File.Exists(built) ? built : Path.Combine(AppContext.BaseDirectory, "Kolosal.Api.dll");
    }

    [GeneratedRegex(@"Kolosal serves on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Serves();
}
