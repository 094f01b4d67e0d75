/** The number of the escape sequence (OSC) by which a shell marks its lines for the terminal. */
export const COMMAND_MARK = 133
