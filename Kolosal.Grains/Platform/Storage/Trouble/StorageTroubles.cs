namespace Kolosal.Storage;

/// <summary>Tells from what the operating system said what is wrong.</summary>
public static class StorageTroubles
{
    // .NET keeps the error number of the system in HResult: errno where there is one, else a Win32 code behind 0x8007.
    private const int NoSpace = 28, ReadOnlySystem = 30, NoPermission = 13, OverQuota = 122, Win32 = unchecked((int)0x80070000),
        Win32DiskFull = 112, Win32HandleDiskFull = 39, Win32WriteProtect = 19;

    public static StorageTrouble Of(Exception cause)
    {
        for (var fault = cause; fault is not null; fault = fault.InnerException!)
        {
            switch (fault)
            {
                case StorageException known:
                    return known.Trouble;
                case LogFailedException log:
                    return log.Trouble;
                case UnauthorizedAccessException:
                    return StorageTrouble.ReadOnly;
                case IOException when fault.HResult is NoSpace or OverQuota or (Win32 | Win32DiskFull) or (Win32 | Win32HandleDiskFull):
                    return StorageTrouble.Full;
                case IOException when fault.HResult is ReadOnlySystem or NoPermission or (Win32 | Win32WriteProtect):
                    return StorageTrouble.ReadOnly;
            }
        }

        return StorageTrouble.Unavailable;
    }
}
