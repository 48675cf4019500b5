using Kolosal.CommandLine;

const int WrongUsage = 2;

if (args is not ([_] or [_, "--key", _]))
{
    Console.Error.WriteLine("kolosal-verify FILE [--key KEY]: checks a prediction's receipt or an export of the audit trail; 0 when it holds, 1 "
        + "when not.");
    return WrongUsage;
}

return OfflineVerification.Run(args[0], args.Length == 3 ? args[2] : null, Console.Out, Console.Error);
