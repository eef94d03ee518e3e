import './no-native-code.ts';

export { WebSocket, WebSocketServer } from 'ws';
