using System.Diagnostics;
using Xunit;

namespace Kolosal.Testing;

/// <summary>A disk of a few megabytes that can be filled and freed; needs the right to mount.</summary>
public sealed class Tmpfs : IDisposable
{
    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    public Tmpfs(int megabytes)
    {
        Path = Directory.CreateTempSubdirectory("kolosal-disk-").FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path))
            throw new InvalidOperationException("A tmpfs cannot be mounted.");
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    public static bool IsPossible { get; } = OperatingSystem.IsLinux() && Environment.UserName == "root" && Try();

    /// <summary>Takes all space there is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int block = 64 << 10; block > 0;)
        {
            try
            {
                file.Write(new byte[block]);
            }
            catch (IOException)
            {
                block /= 2;
            }
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Ballast);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Try()
    {
        try
        {
            using var disk = new Tmpfs(1);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that needs a small disk of its own; skipped where none can be mounted.</summary>
public sealed class TmpfsFactAttribute : FactAttribute
{
    public TmpfsFactAttribute() => Skip = Tmpfs.IsPossible ? null : "Needs the right to mount a tmpfs.";
}
