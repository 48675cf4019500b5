using System.ComponentModel;
using System.Diagnostics;

namespace Kolosal.Api.Tests.Tracking;

/// <summary>A test with MLflow's client for Node.js, a package that the test fetches; skipped, and counted so, where Node.js, npm or its registry
/// are not there.</summary>
public sealed class NodeClientFactAttribute : FactAttribute
{
    private const string Package = "mlflow@2.0.7";

    private static readonly Lazy<(string Folder, string? Reason)> Installed = new(Install);

    public NodeClientFactAttribute() => Skip = Installed.Value.Reason;

    /// <summary>A folder in which the package is installed.</summary>
    public static string Folder => Installed.Value.Folder;

    /// <summary>Runs a script with the package at hand.</summary>
    public static (int Code, string Output) Run(string script, params string[] arguments)
    {
        string path = Path.Combine(Folder, "script.js");
        File.WriteAllText(path, script);
        return Start("node", [path, .. arguments]);
    }

    private static (string, string?) Install()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"kolosal-node-client-{Environment.UserName}");
        try
        {
            Directory.CreateDirectory(folder);
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "mlflow")))
            {
                var (code, output) = Start("npm", ["install", Package, "--prefix", folder, "--no-audit", "--no-fund", "--fetch-retries=0"]);
                if (code != 0) return (folder, $"npm cannot install {Package}: {output[..Math.Min(200, output.Length)]}");
            }
            return Start("node", ["--version"]) is (0, _) ? (folder, null) : (folder, "Node.js does not run.");
        }
        catch (Exception absent) when (absent is Win32Exception or IOException or UnauthorizedAccessException or TimeoutException)
        {
            return (folder, $"Node.js or npm is not there: {absent.Message}");
        }
    }

    private static (int Code, string Output) Start(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} takes longer than a minute.");
        }
        return (process.ExitCode, output.Result + errors.Result);
    }
}
